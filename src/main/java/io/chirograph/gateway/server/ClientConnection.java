package io.chirograph.gateway.server;

import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Reservation;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.tomcat.util.http.MimeHeaders;

/// The client's side of an exchange below the servlet API: raw headers, hang-up, reset.
public final class ClientConnection {
    static final String ATTRIBUTE = ClientConnection.class.getName();
    private static final int OWN_HEADERS = 4 * 1024;

    private final Request request;
    private final Response response;
    private final ServedConnection connection;
    private final Map<String, Supplier<String>> late = new LinkedHashMap<>();

    /// @param stall how long the caller may take no byte of its response
    ClientConnection(Request request, Response response, Duration stall) {
        this.request = request;
        this.response = response;
        this.connection = ServedConnection.of(request.getCoyoteRequest());
        connection.begin(stall);
    }

    /// The client of a request that came through [ClientValve].
    public static ClientConnection of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ClientConnection client) {
            return client;
        }
        throw new IllegalStateException("the request did not come through the gateway's connector");
    }

    /// After the response: drops the rest of the request's body, so that a client that still sends gets the
    /// response.
    /// @param mostDropped bytes; of a longer body, or one that comes too slowly, the connection is closed
    void end(long mostDropped) throws IOException {
        if (response.getStatus() < 400) {
            authenticated();
        }
        if (connection.isUnread()) {
            response.finishResponse();
            connection.drop(mostDropped);
        }
    }

    /// The caller's credential let it in.
    public void authenticated() {
        connection.authenticated();
    }

    /// What the request holds of the memory; it goes back when the request is answered.
    public Reservation memory() {
        return connection.memory();
    }

    /// The request's body as it comes.
    public InputStream body() throws IOException {
        return request.getRequest().getInputStream();
    }

    public HttpServletResponse response() {
        return response.getResponse();
    }

    public Headers headers() {
        MimeHeaders raw = request.getCoyoteRequest().getMimeHeaders();
        var headers = new Headers();
        for (int i = 0; i < raw.size(); i++) {
            headers.add(raw.getName(i).toString(), raw.getValue(i).toString());
        }
        return headers;
    }

    /// Adds a response header as it is; the servlet API would rewrite some.
    public void addHeader(String name, String value) {
        byte[] named = latin1(name);
        byte[] bytes = latin1(value);
        response.getCoyoteResponse()
                .getMimeHeaders()
                .addValue(named, 0, named.length)
                .setBytes(bytes, 0, bytes.length);
    }

    /// The bytes of a header's name or value in ISO 8859-1 (RFC 9110 section 5.5). A control character, which
    /// could end a line, is a space. Tomcat takes bytes as they are, and makes an encoder for each text.
    static byte[] latin1(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
                bytes[i] = ' ';
            }
        }
        return bytes;
    }

    /// Adds a response header whose value is made when the head is complete.
    public void addLateHeader(String name, Supplier<String> value) {
        late.put(name, value);
    }

    /// All headers are there: makes the late ones. Whoever writes a head calls it before, or [#headComes()].
    public void completeHead() {
        late.forEach((name, value) -> addHeader(name, value.get()));
        late.clear();
    }

    /// Declares the length of the response; without it the response is chunked.
    public void setLength(long length) {
        response.getCoyoteResponse().setContentLength(length);
    }

    /// Takes the response back from Tomcat, which begins an error page when a body cannot be read.
    public void reclaim() {
        response.resetError();
        response.setSuspended(false);
        request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
    }

    /// `HTTP/1.1`, as the request says.
    public String protocol() {
        return request.getRequest().getProtocol();
    }

    /// `http` or `https`, as the connection is.
    public String scheme() {
        return request.getScheme();
    }

    /// Whether these headers fit into the head of the response, beside the gateway's own.
    public boolean hasRoomFor(Headers headers) {
        int room = connection.headRoom() - OWN_HEADERS;
        for (int i = 0; i < headers.size(); i++) {
            room -= headers.name(i).length() + headers.value(i).length() + ": \r\n".length();
        }
        return room >= 0;
    }

    /// See [ServedConnection#gone(boolean)].
    public boolean gone() {
        return connection.gone(response.isCommitted());
    }

    /// The head of the response is about to go.
    public void headComes() {
        completeHead();
        connection.headComes();
    }

    /// Sends the head of a response after which the connection is no longer HTTP. The request's thread keeps the
    /// connection until it returns, and closes it before.
    public Duplex switchTo(int status, Headers head) throws IOException {
        for (int i = 0; i < head.size(); i++) {
            addHeader(head.name(i), head.value(i));
        }
        response.setStatus(status);
        completeHead();
        response.flushBuffer();
        return connection.duplex();
    }

    /// Ends the connection; what was sent arrives.
    public void closeNow() {
        connection.closeNow();
    }

    /// Ends the connection so that no client takes the response for whole.
    public void reset() {
        connection.reset();
    }
}
