package io.chirograph.gateway;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/// The caller's side of an exchange, below the servlet API: raw headers in, raw headers out, hang-up and reset.
final class Client {
    static final String ATTRIBUTE = Client.class.getName();

    private final Request request;
    private final Response response;
    private final GatewayProtocol.@Nullable Connection connection;

    Client(Request request, Response response) {
        this.request = request;
        this.response = response;
        this.connection = GatewayProtocol.connectionOf(request.getCoyoteRequest());
    }

    /// The client of a request that came through [ClientValve].
    static Client of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Client client) {
            return client;
        }
        throw new IllegalStateException("the request did not come through the gateway's connector");
    }

    Headers headers() {
        MimeHeaders raw = request.getCoyoteRequest().getMimeHeaders();
        var headers = new Headers();
        for (int i = 0; i < raw.size(); i++) {
            headers.add(raw.getName(i).toString(), raw.getValue(i).toString());
        }
        return headers;
    }

    /// Adds an answer header as it is; the servlet API would rewrite some.
    void addHeader(String name, String value) {
        response.getCoyoteResponse().getMimeHeaders().addValue(name).setString(value);
    }

    /// Declares the length of the answer; without it the answer is chunked.
    void setLength(long length) {
        response.getCoyoteResponse().setContentLength(length);
    }

    /// Takes the response back from Tomcat, which sets an error page of its own in motion as soon as a body cannot
    /// be read.
    void reclaim() {
        response.resetError();
        response.setSuspended(false);
        request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
    }

    /// `http` or `https`, as the connection is.
    String scheme() {
        return request.getScheme();
    }

    boolean gone() {
        return connection != null && connection.gone();
    }

    /// Ends the exchange so that no client can take what it got for a whole answer.
    void reset() {
        if (connection == null) {
            throw new IllegalStateException("no connection to reset");
        }
        connection.reset();
    }
}
