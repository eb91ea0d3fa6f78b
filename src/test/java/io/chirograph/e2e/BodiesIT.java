package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Stage.class)
class BodiesIT {
    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 16 * 1024, 1 << 20, (1 << 20) + 1, 20 << 20})
    void bodiesOfAnySizeAreTheSameThroughTheGatewayAndDirect(int size, Stage stage) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        for (String scenario : new String[] {"random", "random-chunked"}) {
            String[] headers = {
                "x-standin: " + scenario,
                "x-standin-seed: " + size,
                "x-standin-size: " + size,
                "Content-Type: application/octet-stream"
            };
            Answer through = stage.http().send("POST", "/standin/v1/random", body, headers);
            Answer direct = stage.direct().send("POST", "/v1/random", body, headers);
            assertThat(through.clean()).isTrue();
            assertThat(through.body()).isEqualTo(direct.body());
            var journal = stage.gateway().journal();
            var request = journal.started(through.callId()).at("/request/digest");
            assertThat(request.at("/value").stringValue()).isEqualTo(sha256(body));
            assertThat(request.at("/length").longValue()).isEqualTo(size);
            var response = journal.completed(through.callId()).at("/response/digest");
            assertThat(response.at("/value").stringValue()).isEqualTo(sha256(direct.body()));
            var seen = stage.standin().requests("/v1/random");
            assertThat(seen.get(seen.size() - 2).at("/bodySha256").stringValue())
                    .isEqualTo(sha256(body));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "crlf, /standin/v1/chat/completions", "cr, /standin/v1/chat/completions", "pings, /standin-a/v1/messages",
        "gzip, /standin-a/v1/messages", "br, /standin/v1/chat/completions", "zstd, /standin/v1/responses",
        "br, /standin-a/v1/messages", "zstd, /standin/v1/chat/completions", "one-byte, /standin/v1/responses"
    })
    void streamsAreTheSameBytesThroughTheGatewayAndDirect(String scenario, String path, Stage stage)
            throws IOException {
        String body = "{\"model\":\"standin:" + scenario + "\",\"stream\":true,\"max_tokens\":9}";
        Answer through = stage.http().post(path, body);
        Answer direct = stage.direct().post(path.substring(path.indexOf('/', 1)), body);
        assertThat(through.clean()).isTrue();
        assertThat(through.body()).isEqualTo(direct.body());
        assertThat(through.header("content-encoding")).isEqualTo(direct.header("content-encoding"));
        assertThat(through.header("content-type")).isEqualTo(direct.header("content-type"));
        var event = stage.gateway().journal().completed(through.callId());
        assertThat(event.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(event.path("terminalEvent").booleanValue()).isTrue();
        assertThat(event.at("/response/textDigest/value").isString()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "truncated-chunked, true, truncated",
        "truncated-length, false, truncated",
        "no-terminal, true, no-terminal-event",
        "stream-error, true, stream-error",
        "server-error, false, http-status"
    })
    void whatIsNotWholeIsRecordedSo(String scenario, boolean stream, String reason, Stage stage) throws IOException {
        String body = "{\"model\":\"standin:" + scenario + "\",\"stream\":" + stream + "}";
        Answer answer = stage.http().post("/standin/v1/chat/completions", body);
        assertThat(answer.clean()).isEqualTo(!scenario.startsWith("truncated"));
        var event = stage.gateway().journal().completed(answer.callId());
        assertThat(event.path("outcome").stringValue()).isEqualTo("provider-error");
        assertThat(event.path("reason").stringValue()).isEqualTo(reason);
    }

    @Test
    void noBodyThatTheProviderAcceptsFailsRecording(Stage stage) throws IOException {
        var random = new Random(42);
        var gzipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzipped)) {
            out.write("{\"model\":\"gz\"}".getBytes(StandardCharsets.UTF_8));
        }
        List<byte[]> bodies = List.of(
                bytes(""),
                bytes("\uFEFF{\"model\":\"bom\"}"),
                bytes("{\"model\":\"a\",\"model\":\"b\"}"),
                bytes("{\"model\":\"\\ud800\",\"temperature\":1e999,\"seed\":" + "9".repeat(400) + "}"),
                bytes("{\"model\":\"" + "m".repeat(100_000) + "\",\"service_tier\":\"" + "é".repeat(5000) + "\"}"),
                bytes("[".repeat(100_000)),
                bytes("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)),
                bytes("{\"model\":\"nul\\u0000\",\"n\":9007199254740993,\"top_p\":-0.0}"),
                new byte[] {'{', '"', (byte) 0xC3, '"', ':', '"', (byte) 0xFF, (byte) 0xFE, '"', '}'},
                "{\"model\":\"wide\"}".getBytes(StandardCharsets.UTF_16),
                bytes("{\"model\":{\"a\":1},\"stream\":\"yes\",\"messages\":5,\"tools\":{}} trailing"),
                gzipped.toByteArray());
        List<String> callIds = new ArrayList<>();
        for (int round = 0; round < 300; round++) {
            byte[] body = bodies.get(round % bodies.size()).clone();
            for (int i = 0; round >= bodies.size() && i < 4 && body.length > 0; i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            String encoding = random.nextBoolean() ? "gzip" : "identity";
            String path = round % 2 == 0 ? "/standin/v1/chat/completions" : "/standin-a/v1/messages";
            Answer answer = stage.http()
                    .send("POST", path, body, "x-standin: echo", "Content-Encoding: " + encoding, "Content-Type: x");
            assertThat(answer.status()).as("round %d: %s", round, answer.text()).isEqualTo(200);
            assertThat(answer.json().at("/bodyLength").longValue()).isEqualTo(body.length);
            callIds.add(answer.callId());
        }
        var journal = stage.gateway().journal();
        for (String callId : callIds) {
            journal.started(callId);
            assertThat(journal.completed(callId).path("outcome").stringValue()).isEqualTo("ok");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
