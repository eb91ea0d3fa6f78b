package io.chirograph.gateway.server;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/// Gives the servlet each request's client connection, and drops the unread rest of the body afterwards.
public final class ClientValve extends ValveBase {
    private final Duration stall;
    private final long mostDropped;

    /// @param stall how long a caller may take no byte of its response
    /// @param mostDropped bytes of a body; of a longer one the connection is closed
    public ClientValve(Duration stall, long mostDropped) {
        super(true);
        this.stall = stall;
        this.mostDropped = mostDropped;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var client = new ClientConnection(request, response, stall);
        request.setAttribute(ClientConnection.ATTRIBUTE, client);
        getNext().invoke(request, response);
        if (!request.isAsync()) {
            client.end(mostDropped);
        }
    }
}
