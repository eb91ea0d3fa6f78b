package io.chirograph.gateway;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/// Hands the caller's side of each request to the servlet as an attribute.
final class ClientValve extends ValveBase {
    ClientValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(Client.ATTRIBUTE, new Client(request, response));
        getNext().invoke(request, response);
    }
}
