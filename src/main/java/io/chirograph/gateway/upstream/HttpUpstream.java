package io.chirograph.gateway.upstream;

import io.chirograph.event.facts.CallAttempted;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.support.coding.AsciiSet;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/// A provider over HTTP/1.1 (RFC 9112), by HttpCore's connection alone.
/// No layer repeats, redirects, decompresses, authenticates or adds a header.
final class HttpUpstream implements Upstream {
    static final int SWITCHED = 101;
    private static final Duration EARLY_ANSWER = Duration.ofSeconds(2);

    private final UpstreamConnections connections;
    private final String authority;
    private final String basePath;

    /// @param stall how long a provider may take no byte of a request
    HttpUpstream(URI base, Duration connectTimeout, Duration keep, int maxConnections, Duration stall) {
        this.connections = new UpstreamConnections(base, connectTimeout, keep, maxConnections, stall);
        this.authority = base.getPort() >= 0 ? base.getHost() + ":" + base.getPort() : base.getHost();
        this.basePath = ProviderUrl.of(base).path();
    }

    @Override
    public UpstreamResponse send(UpstreamRequest request) throws UpstreamException {
        for (UpstreamConnection connection = connections.take(); ; connection = connections.replace(connection)) {
            request.cancel().accept(connection::close);
            UpstreamResponse received = send(connection, request);
            if (received != null) {
                return received;
            }
        }
    }

    /// Null where a kept connection failed before any byte of the request had been sent.
    private @Nullable UpstreamResponse send(UpstreamConnection connection, UpstreamRequest request)
            throws UpstreamException {
        try {
            ClassicHttpRequest message = message(request);
            ClassicHttpResponse response = exchange(connection, message, request);
            boolean body = !"HEAD".equals(request.method()) && hasBody(response.getCode());
            if (body) {
                connection.http.receiveResponseEntity(response);
            }
            boolean reusable = connection.sentAll()
                    && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(message, response, HttpCoreContext.create());
            return new HttpResponse(connections, connection, response, body, reusable, request.idleTimeout());
        } catch (HttpException e) {
            connections.drop(connection);
            throw new UpstreamException(
                    ErrorCode.MALFORMED_ANSWER, authority + " did not answer in HTTP/1.1", e, sent(connection));
        } catch (IOException e) {
            if (connection.kept() && !connection.sentSome()) {
                return null;
            }
            connections.drop(connection);
            throw failure(connection, request, e);
        } catch (RuntimeException e) {
            connections.drop(connection);
            throw e;
        }
    }

    private UpstreamException failure(UpstreamConnection connection, UpstreamRequest request, IOException e) {
        return switch (e) {
            case MessageConstraintException tooLarge ->
                new UpstreamException(
                        ErrorCode.ANSWER_HEAD_TOO_LARGE,
                        "the head of the answer of " + authority + " is too large",
                        e,
                        sent(connection));
            case SocketTimeoutException slow
            when connection.sentAll() ->
                new UpstreamException(
                        ErrorCode.FIRST_BYTE_TIMEOUT,
                        authority + " did not answer within " + request.firstByteTimeout(),
                        e,
                        sent(connection));
            case SocketTimeoutException stalled ->
                new UpstreamException(
                        ErrorCode.SEND_TIMEOUT,
                        authority + " took no byte of the request in time",
                        e,
                        sent(connection));
            default ->
                new UpstreamException(
                        ErrorCode.CONNECTION_BROKEN,
                        "the connection to " + authority + " broke: " + UpstreamException.why(e),
                        e,
                        sent(connection));
        };
    }

    private static CallAttempted.Before sent(UpstreamConnection connection) {
        return connection.sentAll()
                ? CallAttempted.Before.WHOLE
                : connection.sentSome() ? CallAttempted.Before.SOME : CallAttempted.Before.NOTHING;
    }

    private static ClassicHttpResponse exchange(
            UpstreamConnection connection, ClassicHttpRequest message, UpstreamRequest request)
            throws HttpException, IOException {
        try {
            connection.send(message);
        } catch (IOException e) {
            if (!connection.sentSome() || e instanceof SocketTimeoutException) {
                throw e;
            }
            // A provider may answer early (413, say) and close; its response is worth more than our broken pipe.
            try {
                return finalHead(connection, EARLY_ANSWER, false);
            } catch (IOException | HttpException none) {
                e.addSuppressed(none);
                throw e;
            }
        }
        return finalHead(
                connection, request.firstByteTimeout(), request.headers().first("upgrade") != null);
    }

    /// The head after any interim (1xx) ones, all within the same time.
    /// @param maySwitch whether another protocol was asked for
    private static ClassicHttpResponse finalHead(UpstreamConnection connection, Duration within, boolean maySwitch)
            throws HttpException, IOException {
        connection.expect(within);
        try {
            ClassicHttpResponse response = connection.http.receiveResponseHeader();
            while (!(maySwitch && response.getCode() == SWITCHED) && isInterim(response.getCode())) {
                response = connection.http.receiveResponseHeader();
            }
            for (Header header : response.getHeaders()) {
                if (!AsciiSet.TOKEN.isAll(header.getName())) {
                    throw new HttpException("a field name that is no token");
                }
            }
            return response;
        } catch (IOException e) {
            throw connection.told(e);
        } finally {
            connection.arrived();
        }
    }

    private static boolean isInterim(int status) throws HttpException {
        if (status < 100 || status > 599 || status == SWITCHED) {
            throw new HttpException("a status that no answer to this request can have");
        }
        return status < 200;
    }

    private ClassicHttpRequest message(UpstreamRequest request) {
        String target = basePath + request.path();
        String uri = (target.isEmpty() ? "/" : target) + (request.query() == null ? "" : "?" + request.query());
        var message = new RawRequest(request.method(), uri);
        message.addHeader("Host", authority);
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            message.addHeader(headers.name(i), headers.value(i));
        }
        ReceivedBody body = request.body();
        if (body != null) {
            message.addHeader("Content-Length", Long.toString(body.length()));
            message.setEntity(new EntityTemplate(body.length(), null, null, body::writeTo));
        }
        return message;
    }

    private static boolean hasBody(int status) {
        return status != SWITCHED && status != 204 && status != 205 && status != 304;
    }

    @Override
    public void evict() {
        connections.evict();
    }

    @Override
    public void checkTimes(long now) {
        connections.checkTimes(now);
    }

    @Override
    public long surplus() {
        return connections.surplus();
    }

    @Override
    public void close() {
        connections.close();
    }

    /// A request whose target is sent as the bytes that it is; the library would parse and could refuse it.
    private static final class RawRequest extends BasicClassicHttpRequest {
        private final String target;

        RawRequest(String method, String target) {
            super(method, "/");
            this.target = target;
        }

        @Override
        public String getRequestUri() {
            return target;
        }
    }
}
