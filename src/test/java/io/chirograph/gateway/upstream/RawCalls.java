package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.standin.RawUpstream;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Calls of a raw provider, without the rest of the gateway.
final class RawCalls {
    private RawCalls() {}

    static HttpUpstream upstream(RawUpstream provider, int connections, Duration stall) {
        return new HttpUpstream(provider.url(), Duration.ofSeconds(30), Duration.ofMinutes(2), connections, stall);
    }

    /// Status and body of the answer, and whether it was seen that more came; or why there was none.
    static String call(HttpUpstream upstream, String method, int bodyBytes, Duration firstByte) throws Exception {
        try (UpstreamResponse answer = answer(upstream, method, bodyBytes, firstByte)) {
            var bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
            boolean surplus = answer.surplus();
            return answer.status() + " " + bytes.toString(StandardCharsets.US_ASCII) + (surplus ? " surplus" : "");
        } catch (UpstreamException e) {
            return e.code().code();
        }
    }

    static UpstreamResponse answer(HttpUpstream upstream, String method, int bodyBytes, Duration firstByte)
            throws UpstreamException {
        return answer(upstream, method, bodyBytes, firstByte, Duration.ofMinutes(1));
    }

    static UpstreamResponse answer(
            HttpUpstream upstream, String method, int bodyBytes, Duration firstByte, Duration idle)
            throws UpstreamException {
        var body = ReceivedBody.ofMemory(
                new byte[bodyBytes], bodyBytes, ReceivedBody.digest(Sha256.create(), bodyBytes), () -> {});
        return upstream.send(new UpstreamRequest(
                method,
                "/v1/x",
                null,
                new Headers(),
                method.equals("POST") ? body : null,
                firstByte,
                idle,
                cancel -> {}));
    }

    /// An upstream whose time is kept, as the running gateway does.
    static Timed timed(HttpUpstream upstream) {
        return new Timed(upstream, new CountDownLatch(1)).start();
    }

    record Timed(HttpUpstream upstream, CountDownLatch closed) implements AutoCloseable {
        private Timed start() {
            Thread.ofVirtual().start(() -> {
                try {
                    while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                        upstream.checkTimes(System.nanoTime());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            return this;
        }

        @Override
        public void close() {
            closed.countDown();
            upstream.close();
        }
    }
}
