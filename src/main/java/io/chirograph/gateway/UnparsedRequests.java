package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.CallRefused;
import io.chirograph.event.Trace;
import io.chirograph.event.UuidV7;
import io.chirograph.gateway.dialect.Dialects;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.recording.Recorder;
import java.io.IOException;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/// Answers what Tomcat's own parser refuses: our error form and a call id in the place of an HTML page, and a
/// counted refusal. The target of such a request is neither logged nor recorded, for it may hold anything.
final class UnparsedRequests extends ErrorReportValve {
    private static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());

    private final Recorder recorder;
    private final GatewayMetrics metrics;
    private final UuidV7 ids;

    UnparsedRequests(Recorder recorder, GatewayMetrics metrics, UuidV7 ids) {
        this.recorder = recorder;
        this.metrics = metrics;
        this.ids = ids;
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
        UUID id = ids.next();
        metrics.refused("request-malformed");
        recorder.refusedUnauthenticated(new CallRefused(
                id,
                NOBODY,
                null,
                "request-malformed",
                status,
                null,
                null,
                null,
                null,
                Trace.NONE,
                null,
                request.getRemoteAddr(),
                null));
        byte[] body = Dialects.byName("openai")
                .error(new ErrorFacts(
                        status,
                        "request-malformed",
                        "Request not understood",
                        "The request is not HTTP as this gateway accepts it: its request line or headers are malformed or"
                                + " too large.",
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
}
