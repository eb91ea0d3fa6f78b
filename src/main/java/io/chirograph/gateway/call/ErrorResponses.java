package io.chirograph.gateway.call;

import io.chirograph.event.encoding.Times;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.limits.LimitReached;
import io.chirograph.limits.Standing;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/// Writes the gateway's own errors: RFC 9457 members beside the dialect's own shape, which is all that SDKs
/// show.
public final class ErrorResponses {
    private ErrorResponses() {}

    /// The response to a refused call.
    public static void refused(Dialect dialect, UUID callId, ClientConnection client, Refusal refusal)
            throws IOException {
        if (refusal.retryAfter() == null) {
            client.addHeader("x-should-retry", "false");
        } else {
            client.addHeader(
                    "Retry-After",
                    Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
        }
        LimitReached limit = refusal.limit();
        if (limit != null) {
            Standing.headers(limit.standings(), client::addHeader);
        }
        if (refusal.status() == 401) {
            client.addHeader("WWW-Authenticate", "Bearer realm=\"chirograph\"");
        }
        if (refusal.status() == 426) { // RFC 9110 section 15.5.22: says what is spoken instead
            client.addHeader("Upgrade", "HTTP/1.1");
            client.addHeader("Connection", "Upgrade");
        }
        write(dialect, client, facts(refusal, callId));
    }

    /// The response to a call whose provider did not answer; its *completed* event is durable by now.
    public static void unanswered(Call call, ClientConnection client, UpstreamException e) throws IOException {
        String provider = call.provider().name();
        String detail = "Provider " + provider + " gave no answer (" + e.code() + ").";
        write(call.dialect(), client, facts(new Refusal(e.code(), detail, "provider", provider), call.id()));
    }

    /// What a dialect's error body is made of.
    public static ErrorFacts facts(Refusal refusal, UUID callId) {
        Instant reset = refusal.limit() == null ? null : refusal.limit().resetAt();
        return new ErrorFacts(
                refusal.status(),
                refusal.code().code(),
                refusal.code().title(),
                refusal.detail(),
                refusal.field(),
                refusal.value(),
                callId.toString(),
                reset == null ? null : Times.rfc3339(reset));
    }

    private static void write(Dialect dialect, ClientConnection client, ErrorFacts error) throws IOException {
        byte[] body = dialect.error(error);
        HttpServletResponse response = client.response();
        response.setStatus(error.status());
        client.addHeader("Content-Type", "application/json");
        client.addHeader("Cache-Control", "no-store");
        client.completeHead();
        client.setLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
