package io.chirograph.gateway;

import io.chirograph.event.value.RefusalReason;
import io.chirograph.gateway.call.Routing;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.known.DialectGuess;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/// Replaces Tomcat's HTML error page for what its parser refuses: our error body, a call id, a recorded
/// refusal. The target of such a request is neither logged nor recorded: it may hold a secret.
final class UnparsedRequests extends ErrorReportValve {
    private static final ErrorCode MALFORMED = ErrorCode.REQUEST_MALFORMED;
    private final Routing routing;
    private final UnreadRequests unread;

    UnparsedRequests(Routing routing, UnreadRequests unread) {
        this.routing = routing;
        this.unread = unread;
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        boolean untouched = response.getContentWritten() == 0 && response.setErrorReported();
        if (status < 400 || !untouched || response.getHeader("Chirograph-Call-Id") != null) {
            return;
        }
        var reason = new RefusalReason(MALFORMED.code(), status);
        UUID id = unread.refused(MALFORMED, reason, null, request.getRemoteAddr());
        byte[] body = dialect(request)
                .error(new ErrorFacts(
                        status,
                        MALFORMED.code(),
                        MALFORMED.title(),
                        detail(status, request.getMethod()),
                        null,
                        null,
                        id.toString()));
        try {
            response.setHeader("Chirograph-Call-Id", id.toString());
            response.setHeader("x-should-retry", "false");
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("the caller closed the connection before the refusal reached it", e);
        }
    }

    /// Nothing of the request is in it.
    private String detail(int status, @Nullable String method) {
        if ("CONNECT".equals(method)) {
            return "CONNECT is for proxies, and this gateway is none: set its URL with a provider's name behind it as"
                    + " the SDK's base URL. " + routing.active();
        }
        return switch (status) {
            case HttpServletResponse.SC_EXPECTATION_FAILED -> "Expect may hold nothing but 100-continue.";
            case HttpServletResponse.SC_NOT_IMPLEMENTED -> "The Transfer-Encoding is none but chunked.";
            case HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED -> "This gateway speaks HTTP/1.1 and no HTTP/2.";
            default ->
                "The request is not HTTP as this gateway accepts it: its request line or headers are malformed or too"
                        + " large.";
        };
    }

    /// The likeliest one, from what was understood.
    private static Dialect dialect(Request request) {
        var raw = request.getCoyoteRequest();
        String path = raw.requestURI().toString();
        return DialectGuess.of(
                name -> raw.getHeader(name) != null, String.valueOf(request.getMethod()), path == null ? "" : path);
    }
}
