package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// How an answer that came ends: what the caller gets, and what the event says.
class CallEndingsTest extends Endings {
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    @Override
    List<String> settings() {
        return limited("end", GatewayHarness.PROVIDER, "end-timeout=300ms");
    }

    @Test
    void aWholeAnswerIsOk() throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"r-1\",\"model\":\"m-1\",\"choices\":[]}");
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.path("end").asString("")).isEqualTo("verified");
        assertThat(completed.path("gen_ai.response.model").asString("")).isEqualTo("m-1");
    }

    @Test
    void anErrorOfTheProviderPassesAndIsItsOutcome() throws Exception {
        gateway.providerSays("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}");
        Http.Answer answer = chat("o");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).contains("7");
        assertThat(answer.text()).isEqualTo("{}");
        ended(gateway.completed(answer), "provider-error", "http-status");
    }

    @ParameterizedTest
    @CsvSource({
        "'data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}', stream-error",
        "'data: {\"choices\":[]}', no-terminal-event"
    })
    void aStreamThatEndsInAnErrorOrInNothingIsTheProvidersError(String event, String reason) throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA + event + "\n\n");
            wire.lastChunk();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isTrue();
        ended(gateway.completed(answer), "provider-error", reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n40\r\n", "\r\n"})
    void anAnswerThatBreaksOffNeverEndsCleanly(String framing) throws Exception {
        says((connection, wire) -> wire.raw(STREAM + framing + DELTA));
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isFalse();
        ended(gateway.completed(answer), "provider-error", "truncated");
    }

    @Test
    void whatComesBehindTheTerminalEventPassesAndIsDigested() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(STOP);
            TimeUnit.MILLISECONDS.sleep(50);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        Http.Answer answer = gateway.http().post("/a/v1/messages", ASKED);
        assertThat(answer.text()).isEqualTo(STOP + DONE);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.at("/response/digest/length").longValue()).isEqualTo((STOP + DONE).length());
        assertThat(completed.has("bodyEnded")).isFalse();
    }

    @Test
    void usageBehindTheTerminalEventIsCounted() throws Exception {
        says((connection, wire) -> {
            wire.raw(STREAM + "Content-Length: " + (DELTA + DONE + USAGE).length() + "\r\n\r\n" + DELTA + DONE);
            TimeUnit.MILLISECONDS.sleep(50);
            wire.raw(USAGE);
        });
        Http.Answer answer = chat("o");
        assertThat(answer.text()).isEqualTo(DELTA + DONE + USAGE);
        assertThat(answer.clean()).isTrue();
        assertThat(gateway.completed(answer).path("gen_ai.usage.output_tokens").longValue())
                .isEqualTo(7);
    }

    /// A promised length is met, or the caller sees that it was not.
    @Test
    void aLengthThatIsNotMetBehindTheTerminalEventIsNoEnd() throws Exception {
        says((connection, wire) -> {
            wire.raw(STREAM + "Content-Length: 1000\r\n\r\n" + DELTA + DONE);
            wire.awaitClose();
        });
        Http.Answer answer = chat("end");
        assertThat(answer.clean()).isFalse();
        assertThat(answer.text()).doesNotContain("[DONE]");
        ended(gateway.completed(answer), "timeout", "end-timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatIsLeftOpenBehindItsTerminalEventEndsAndIsSaidToBeSo(boolean closed) throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA + DONE);
            while (!closed) {
                wire.chunk(": still here\n\n");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Http.Answer answer = chat("end");
        assertThat(answer.text()).startsWith(DELTA + DONE);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.path("bodyEnded").isBoolean()).isTrue();
        assertThat(completed.path("bodyEnded").booleanValue()).isFalse();
    }

    @Test
    void bytesBehindAnAnswerAreSaidInItsEvent() throws Exception {
        says((connection, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200");
            wire.awaitClose();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(gateway.completed(answer).path("surplus").booleanValue()).isTrue();
        ended(gateway.completed(answer), "ok", null);
    }

    @Test
    void anAnswerWithHundredsOfHeadersPasses() throws Exception {
        says((connection, wire) -> {
            var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 900; i++) {
                head.append("x-").append(i).append(": ").append(i).append("\r\n");
            }
            wire.raw(head + "Content-Length: 2\r\n\r\n{}");
        });
        Http.Answer answer = chat("o");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-899")).contains("899");
    }

    /// That a pause is measured from the byte before it, see `HttpUpstreamTest`.
    @Test
    void aStreamThatTakesLongButNeverPausesForLongIsWhole() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            for (int i = 0; i < 12; i++) {
                wire.chunk(DELTA);
                TimeUnit.MILLISECONDS.sleep(40);
            }
            wire.chunk(DONE);
            wire.lastChunk();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isTrue();
        ended(gateway.completed(answer), "ok", null);
        assertThat(gateway.completed(answer).path("durationMillis").longValue()).isGreaterThan(300);
    }
}
