package io.chirograph.gateway;

import io.chirograph.gateway.dialect.Sha256;
import io.chirograph.standin.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Calls of a raw provider, without the rest of the gateway.
final class RawCalls {
    private RawCalls() {}

    static HttpUpstream upstream(RawUpstream provider, int connections, Duration stall) {
        return new HttpUpstream(provider.url(), Duration.ofSeconds(5), Duration.ofSeconds(30), connections, stall);
    }

    /// Status and body of the answer, and whether it was seen that more came; or why there was none.
    static String call(HttpUpstream upstream, String method, int bodyBytes, Duration firstByte) throws Exception {
        try (UpstreamAnswer answer = answer(upstream, method, bodyBytes, firstByte)) {
            var bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
            boolean surplus = answer.surplus();
            return answer.status() + " " + bytes.toString(StandardCharsets.US_ASCII) + (surplus ? " surplus" : "");
        } catch (UpstreamException e) {
            return e.kind().code();
        }
    }

    static UpstreamAnswer answer(HttpUpstream upstream, String method, int bodyBytes, Duration firstByte)
            throws UpstreamException {
        var body = ReceivedBody.ofMemory(
                new byte[bodyBytes], bodyBytes, BodyReceiver.digest(Sha256.create(), bodyBytes), () -> {});
        return upstream.send(new UpstreamRequest(
                method,
                "/v1/x",
                null,
                new Headers(),
                method.equals("POST") ? body : null,
                firstByte,
                Duration.ofSeconds(10),
                cancel -> {}));
    }
}
