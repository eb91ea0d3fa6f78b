package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Answers of which every byte is chosen, from a provider to a caller and into the trail.
@ExtendWith(Stage.class)
class RawProviderIT {
    private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private static final String CHUNKED = STREAM + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true}";

    private static JsonNode completed(Stage stage, Http.Answer answer) throws IOException {
        return stage.gateway().journal().completed(answer.callId());
    }

    private static Http.Answer chat(Stage stage) throws IOException {
        return stage.http().post("/raw/v1/chat/completions", ASKED);
    }

    @Test
    void whatComesBehindTheTerminalEventPassesAndIsDigested(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(STOP);
            TimeUnit.MILLISECONDS.sleep(100);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        Http.Answer answer = stage.http().post("/raw-a/v1/messages", ASKED);
        assertThat(answer.text()).isEqualTo(STOP + DONE);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = completed(stage, answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.at("/response/digest/length").longValue()).isEqualTo((STOP + DONE).length());
        assertThat(completed.has("bodyEnded")).isFalse();
    }

    @Test
    void usageBehindTheTerminalEventIsCounted(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(STREAM + "Content-Length: " + (DELTA + DONE + USAGE).length() + "\r\n\r\n" + DELTA + DONE);
            TimeUnit.MILLISECONDS.sleep(100);
            wire.raw(USAGE);
        });
        Http.Answer answer = chat(stage);
        assertThat(answer.text()).isEqualTo(DELTA + DONE + USAGE);
        assertThat(answer.clean()).isTrue();
        assertThat(completed(stage, answer).path("gen_ai.usage.output_tokens").longValue())
                .isEqualTo(7);
    }

    /// A promised length is met, or the caller sees that it was not.
    @Test
    void aLengthThatIsNotMetBehindTheTerminalEventIsNoEnd(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(STREAM + "Content-Length: 1000\r\n\r\n" + DELTA + DONE);
            wire.awaitClose();
        });
        Http.Answer answer = chat(stage);
        assertThat(answer.clean()).isFalse();
        assertThat(answer.text()).doesNotContain("[DONE]");
        assertThat(completed(stage, answer).path("outcome").stringValue()).isEqualTo("timeout");
        assertThat(completed(stage, answer).path("reason").stringValue()).isEqualTo("end-timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatIsLeftOpenBehindItsTerminalEventEndsAndIsSaidToBeSo(boolean closed, Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA + DONE);
            while (!closed) {
                wire.chunk(": still here\n\n");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Http.Answer answer = chat(stage);
        assertThat(answer.text()).startsWith(DELTA + DONE);
        assertThat(answer.clean()).isTrue();
        assertThat(completed(stage, answer).path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed(stage, answer).path("bodyEnded").isBoolean()).isTrue();
        assertThat(completed(stage, answer).path("bodyEnded").booleanValue()).isFalse();
    }

    @Test
    void bytesBehindAnAnswerAreSaidInItsEvent(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n");
            wire.awaitClose();
        });
        Http.Answer answer = chat(stage);
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(completed(stage, answer).path("surplus").booleanValue()).isTrue();
        assertThat(completed(stage, answer).path("outcome").stringValue()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = {66_000, 80_000, 120_000})
    void aHeadThatTheCallerCannotGetIsFoundBeforeTheRecordSaysOk(int size, Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw("HTTP/1.1 200 OK\r\nx-huge: " + "h".repeat(size) + "\r\nContent-Length: 2\r\n\r\n{}");
        });
        Http.Answer answer = chat(stage);
        JsonNode completed = completed(stage, answer);
        if (size < 68_000) {
            assertThat(answer.header("x-huge").orElseThrow()).hasSize(size);
            assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        } else {
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().path("code").stringValue()).isEqualTo("answer-head-too-large");
            assertThat(completed.path("outcome").stringValue()).isEqualTo("provider-error");
            assertThat(completed.path("reason").stringValue()).isEqualTo("answer-head-too-large");
        }
    }

    @Test
    void anAnswerWithHundredsOfHeadersPasses(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 900; i++) {
                head.append("x-").append(i).append(": ").append(i).append("\r\n");
            }
            wire.raw(head + "Content-Length: 2\r\n\r\n{}");
        });
        Http.Answer answer = chat(stage);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-899")).contains("899");
    }

    @Test
    void aCallerThatStopsReadingIsCutOffAndSaidToHaveStalled(Stage stage) throws IOException {
        var http = stage.http();
        var begun = new CountDownLatch(1);
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            begun.countDown();
            while (true) {
                wire.chunk((": " + "x".repeat(60_000) + "\n\n").getBytes(StandardCharsets.US_ASCII));
            }
        });
        String target = "/raw/v1/stalled/chat/completions";
        try (var socket = http.connect()) {
            http.write(socket, "POST", target, ASKED.getBytes(StandardCharsets.UTF_8));
            Awaitility.await().untilAsserted(() -> {
                JsonNode completed = completedOf(stage, target);
                assertThat(completed.path("outcome").stringValue()).isEqualTo("client-disconnected");
                assertThat(completed.path("reason").stringValue()).isEqualTo("client-stalled");
            });
        }
    }

    private static JsonNode completedOf(Stage stage, String target) throws IOException {
        var journal = stage.gateway().journal();
        String path = target.substring("/raw".length());
        return journal.events().stream()
                .map(event -> event.at("/data"))
                .filter(data -> data.at("/http/path").asString("").equals(path))
                .map(data -> journal.completed(data.at("/callId").stringValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no call to " + path));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerThatEndsItsSendingGetsItsAnswerHoweverTheProviderPauses(boolean stream, Stage stage)
            throws IOException {
        stage.raw().says((connection, wire) -> {
            wire.request();
            TimeUnit.MILLISECONDS.sleep(stream ? 0 : 2500);
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            TimeUnit.MILLISECONDS.sleep(1800);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        var http = stage.http();
        try (var socket = http.connect()) {
            http.write(socket, "POST", "/raw/v1/chat/completions", ASKED.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            Http.Answer answer = Http.read(socket, "POST");
            assertThat(answer.text()).isEqualTo(DELTA + DONE);
            assertThat(answer.clean()).isTrue();
            assertThat(completed(stage, answer).path("outcome").stringValue()).isEqualTo("ok");
        }
    }

    @Test
    void aProviderThatTakesNoByteOfABodyIsCutOff(Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> TimeUnit.SECONDS.sleep(20));
        byte[] body = new byte[30 << 20];
        Http.Answer answer = stage.http().send("POST", "/raw/v1/unread", body, "Content-Type: text/plain");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().path("code").stringValue()).isEqualTo("send-timeout");
        assertThat(completed(stage, answer).path("outcome").stringValue()).isEqualTo("timeout");
        assertThat(completed(stage, answer).path("reason").stringValue()).isEqualTo("send-timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUOTED said the patient\r\n\r\n",
                "HTTP/1.1 QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nQUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nQUOTED\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"QUOTED:"
            })
    void noAnswerIsQuotedInTheLog(String answer, Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> said(wire, answer));
        try {
            chat(stage);
        } catch (IOException cutOff) {
            assertThat(answer).contains("chunked");
        }
        assertThat(stage.gateway().log()).doesNotContain("QUOTED");
    }

    private static void said(Wire wire, String answer) throws IOException {
        wire.request();
        wire.raw(answer);
    }
}
