package io.chirograph.gateway;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/// Hands the caller's side of each request to the servlet as an attribute.
final class ClientValve extends ValveBase {
    private final Duration stall;

    /// @param stall how long a caller may take no byte of its answer
    ClientValve(Duration stall) {
        super(true);
        this.stall = stall;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(Client.ATTRIBUTE, new Client(request, response, stall));
        getNext().invoke(request, response);
    }
}
