package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.chirograph.content.redaction.RedactionProperties.ScannerSetting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteScannerTest {
    private static final String BODY = "{\"a\":\"\uD83D\uDE00 Zo\u00eb Müller lives here\"}";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch tested = new CountDownLatch(1);
    private HttpServer server;
    private volatile String answer = "[]";
    private volatile int status = 200;
    private volatile boolean isDripping;
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/analyze", exchange -> {
            asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, isDripping ? 1000 : bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
                out.flush();
                if (isDripping) {
                    tested.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        tested.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private Redactions.Done redact(String offsets, Duration timeout) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        ContentRedactor redactor = Redactions.with(
                List.of(), List.of(), List.of(new ScannerSetting("names", url, timeout, 0.5, offsets, "de")));
        return Redactions.redact(
                redactor,
                Redactions.subject(false, "openai", "application/json"),
                new ByteArrayInputStream(BODY.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatItFindsGetsATokenByCodePoints() {
        answer = "[{\"entity_type\":\"PERSON\",\"start\":2,\"end\":12,\"score\":0.85},"
                + "{\"entity_type\":\"DATE\",\"start\":0,\"end\":1,\"score\":0.2}]";
        var done = redact("codepoints", Duration.ofSeconds(20));
        assertThat(done.text()).matches("\\{\"a\":\"\uD83D\uDE00 \\[scanner:names:person:[0-9a-f]{16}] lives here\"}");
        assertThat(done.report().findings()).containsOnlyKeys("scanner:names:person");
        assertThat(asked).contains("\"language\":\"de\"", "\"text\":\"\uD83D\uDE00 Zo\u00eb Müller lives here\"");
    }

    @Test
    void whatItFindsGetsATokenByBytes() {
        answer = "[{\"entity_type\":\"PERSON\",\"start\":5,\"end\":17,\"score\":1}]";
        assertThat(redact("bytes", Duration.ofSeconds(20)).text())
                .contains("\uD83D\uDE00 [scanner:names:person:")
                .contains("] lives here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"entity_type\":\"P\",\"start\":-1,\"end\":3,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":0,\"end\":2147483647,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":0,\"end\":99999999999999,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":3,\"end\":3,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":5,\"end\":2,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":\"0\",\"end\":2,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":0.5,\"end\":2,\"score\":1}]",
                "[{\"entity_type\":\"P\",\"start\":0,\"end\":2}]",
                "[{\"entity_type\":\"P Q\",\"start\":0,\"end\":2,\"score\":1}]",
                "[{\"start\":0,\"end\":2,\"score\":1}]",
                "[7]",
                "{}",
                "null",
                "",
                "[",
                "nonsense"
            })
    void anAnswerThatCannotBeMakesTheScanIncomplete(String hostile) {
        answer = hostile;
        var done = redact("codepoints", Duration.ofSeconds(20));
        assertThat(done.report().incomplete()).isEqualTo("scanner-unavailable");
        assertThat(done.report().mediaType()).isNull();
    }

    @Test
    void aPlaceInsideACharacterMakesTheScanIncomplete() {
        answer = "[{\"entity_type\":\"P\",\"start\":1,\"end\":7,\"score\":1}]";
        assertThat(redact("bytes", Duration.ofSeconds(20)).report().incomplete())
                .isEqualTo("scanner-unavailable");
    }

    @Test
    void findsThatOverlapAreOne() {
        answer =
                "[{\"entity_type\":\"PERSON\",\"start\":2,\"end\":8,\"score\":1},{\"entity_type\":\"ORG\",\"start\":4,\"end\":12,\"score\":1}]";
        var done = redact("codepoints", Duration.ofSeconds(20));
        assertThat(done.text()).matches("\\{\"a\":\"\uD83D\uDE00 \\[scanner:names:person:[0-9a-f]{16}] lives here\"}");
        assertThat(done.report().findings()).containsExactlyEntriesOf(java.util.Map.of("scanner:names:person", 1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 400, 500})
    void anotherStatusMakesTheScanIncomplete(int other) {
        status = other;
        answer = other == 204 ? "" : "[]";
        assertThat(redact("codepoints", Duration.ofSeconds(20)).report().incomplete())
                .isEqualTo("scanner-unavailable");
    }

    @Test
    void anAnswerThatIsTooLongMakesTheScanIncomplete() {
        answer = "[" + " ".repeat(2 << 20) + "]";
        assertThat(redact("codepoints", Duration.ofSeconds(20)).report().incomplete())
                .isEqualTo("scanner-unavailable");
    }

    @Test
    void anAnswerThatDripsMakesTheScanIncomplete() {
        isDripping = true;
        answer = "[{";
        assertThat(redact("codepoints", Duration.ofMillis(300)).report().incomplete())
                .isEqualTo("scanner-unavailable");
    }

    @Test
    void noServerMakesTheScanIncomplete() {
        server.stop(0);
        assertThat(redact("codepoints", Duration.ofSeconds(20)).report().incomplete())
                .isEqualTo("scanner-unavailable");
    }
}
