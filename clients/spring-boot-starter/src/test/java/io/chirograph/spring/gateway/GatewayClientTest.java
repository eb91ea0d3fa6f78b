package io.chirograph.spring.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.spring.FakeGateway;
import io.chirograph.spring.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayClientTest {
    private static final Batch BATCH = new Batch(
            "key-1",
            List.of("{\"type\":\"a.b\",\"data\":{}}".getBytes(StandardCharsets.UTF_8)),
            Map.of("case", "ä"),
            "tok");

    @Test
    void recordedOnceByItsKey() {
        try (FakeGateway gateway = new FakeGateway()) {
            GatewayClient client = client(gateway.url(), Duration.ofSeconds(60));
            var first = (Outcome.Recorded) client.send(BATCH);
            var second = (Outcome.Recorded) client.send(BATCH);
            assertThat(first.events().get(0).receipt()).isNotNull();
            assertThat(second.events().get(0).receipt()).isNull();
            assertThat(second.events().get(0).id())
                    .isEqualTo(first.events().get(0).id());
            assertThat(gateway.taken("key-1").metadata()).isEqualToIgnoringCase("{\"case\":\"\\u00e4\"}");
            assertThat(gateway.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, event-invalid, EVENTS",
        "400, event-type-unknown, EVENTS",
        "413, event-too-large, EVENTS",
        "413, '', EVENTS",
        "415, media-type-unsupported, EVENTS",
        "422, idempotency-key-reused, EVENTS",
        "403, data-class-refused, EVENTS",
        "400, something-new, EVENTS",
        "401, key-unknown, ALL",
        "403, address-refused, ALL",
        "404, '', ALL",
        "400, '', ALL",
        "400, forwarded-ambiguous, ALL",
        "302, '', ALL",
        "200, '', ALL",
        "503, recording-unavailable, AWAY",
        "500, internal-error, AWAY",
        "502, '', AWAY",
        "409, '', AWAY",
        "429, '', AWAY",
        "408, request-timeout, AWAY"
    })
    void whatAnAnswerMeans(int status, String code, String meaning) throws IOException {
        String body = code.isEmpty() ? "<html>" : "{\"status\":" + status + ",\"code\":\"" + code + "\"}";
        Outcome outcome = answered(
                "HTTP/1.1 " + status + " X\r\nRetry-After: 7\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        if (outcome instanceof Outcome.Refused refused) {
            assertThat(refused.isAboutEvents() ? "EVENTS" : "ALL").isEqualTo(meaning);
            assertThat(refused.code()).isEqualTo(code.isEmpty() ? null : code);
        } else {
            var away = (Outcome.Unavailable) outcome;
            assertThat(meaning).isEqualTo("AWAY");
            assertThat(away.mayBeRecorded()).isTrue();
            assertThat(away.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 202 X\r\nContent-Length: 2\r\n\r\n{}'",
        "'HTTP/1.1 202 X\r\nContent-Length: 100\r\n\r\n{}'",
        "'HTTP/1.1 202 X\r\nContent-Length: 25\r\n\r\n{\"items\":[{\"id\":1,\"log\":2}]}'",
        "'HTTP/1.1 202 X\r\nContent-Length: 4\r\n\r\n\u0000\u0001[['",
        "'no HTTP at all\r\n\r\n'",
        "''"
    })
    void whatIsNoAnswerLeavesItOpen(String bytes) throws IOException {
        assertThat(answered(bytes))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        away -> assertThat(away.mayBeRecorded()).isTrue());
    }

    @Test
    void anAnswerWithoutEndIsNotKept() throws IOException {
        String head = "HTTP/1.1 202 X\r\nContent-Length: 900000000\r\n\r\n";
        assertThat(answered(head + " ".repeat(3_000_000)))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        away -> assertThat(away.why()).contains("more than 2097152 bytes"));
    }

    @Test
    void whoSaysNothingIsNotWaitedForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            assertThat(client(url, Duration.ofMillis(300)).send(BATCH))
                    .isInstanceOfSatisfying(
                            Outcome.Unavailable.class,
                            away -> assertThat(away.mayBeRecorded()).isTrue());
        }
    }

    @Test
    void whereNobodyListensNothingIsRecorded() throws IOException {
        Outcome outcome = client(URI.create("http://127.0.0.1:" + Ports.free()), Duration.ofSeconds(60))
                .send(BATCH);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        away -> assertThat(away.mayBeRecorded()).isFalse());
    }

    private static GatewayClient client(URI url, Duration timeout) {
        return new GatewayClient(url, FakeGateway.KEY, Duration.ofSeconds(30), timeout, null);
    }

    /// What the client makes of these bytes.
    private static Outcome answered(String bytes) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    // to the end of the body, which is short
                    byte[] seen = new byte[8192];
                    StringBuilder request = new StringBuilder();
                    while (!request.toString().endsWith("}]")) {
                        int read = socket.getInputStream().read(seen);
                        request.append(new String(seen, 0, read, StandardCharsets.ISO_8859_1));
                    }
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // the client has hung up, which is its right
                    assertThat(e).isNotNull();
                }
            });
            answering.start();
            return client(URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofSeconds(60))
                    .send(BATCH);
        }
    }
}
