package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.Grants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Google's interactions: what an answer is recorded as, and the rest of one that is asked for by its last event.
@Timeout(300)
class InteractionsTest {
    private static final String PATH = "/g/v1beta/interactions";
    private static final String ID = "v1_ChdUR3NIYXVy";
    private static final String ASKED = "{\"model\":\"gemini-2.5-flash\",\"input\":\"hi\",\"stream\":true}";

    private GatewayHarness gateway;
    private String stream = "";

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayHarness.start();
        try (InputStream in = Objects.requireNonNull(
                InteractionsTest.class.getResourceAsStream("/responses/gemini-interaction.sse"))) {
            stream = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private Http.Answer asked(String answer) throws Exception {
        gateway.providerSays("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(answer.length()) + "\r\n" + answer + "\r\n0\r\n\r\n");
        return gateway.http().post(PATH, ASKED);
    }

    @Test
    void anInteractionIsAnInferenceWithUsageAndItsOwnEnd() throws Exception {
        Http.Answer answer = asked(stream);
        assertThat(answer.text()).isEqualTo(stream);
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.path("gen_ai.operation.name").asString()).isEqualTo("chat");
        assertThat(started.path("gen_ai.request.model").asString()).isEqualTo("gemini-2.5-flash");
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("outcome").asString()).isEqualTo("ok");
        assertThat(completed.path("end").asString()).isEqualTo("verified");
        assertThat(completed.path("gen_ai.response.id").asString()).isEqualTo(ID);
        assertThat(completed.path("gen_ai.usage.output_tokens").asInt()).isEqualTo(141);
    }

    /// A stream without its last event is not taken for whole; its rest has the same id.
    @Test
    void theRestOfAnAnswerIsReadLikeTheAnswer() throws Exception {
        int cut = stream.indexOf("event: step.start\n", stream.indexOf("step.stop"));
        Http.Answer broken = asked(stream.substring(0, cut));
        assertThat(gateway.completed(broken).path("reason").asString()).isEqualTo("no-terminal-event");
        assertThat(gateway.completed(broken).path("gen_ai.response.id").asString())
                .isEqualTo(ID);
        gateway.providerSays("text/event-stream", stream.substring(cut));
        Http.Answer rest = gateway.http().get(PATH + "/" + ID + "?stream=true&last_event_id=e-4");
        assertThat(rest.text()).isEqualTo(stream.substring(cut));
        JsonNode completed = gateway.completed(rest);
        assertThat(completed.path("outcome").asString()).isEqualTo("ok");
        assertThat(completed.path("gen_ai.response.id").asString()).isEqualTo(ID);
        assertThat(completed.path("gen_ai.usage.output_tokens").asInt()).isEqualTo(141);
        assertThat(completed.has("cost"))
                .as("the answer's remainder is charged with the answer")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ID", "/ID?stream=true&last_event_id=e-4", "/ID/cancel"})
    void anotherTenantGetsNothingOfIt(String path) throws Exception {
        gateway.add("other", "other", Grants.UNLIMITED);
        asked(stream);
        Http.Answer refused = gateway.as("other")
                .send(path.endsWith("cancel") ? "POST" : "GET", PATH + path.replace("ID", ID), new byte[0]);
        assertThat(refused.status()).isEqualTo(404);
        Http.Answer named = gateway.as("other")
                .post(PATH, "{\"model\":\"m\",\"input\":\"hi\",\"previous_interaction_id\":\"" + ID + "\"}");
        assertThat(named.status()).isEqualTo(404);
        Http.Answer own = gateway.http()
                .post(PATH, "{\"model\":\"m\",\"input\":\"hi\",\"previous_interaction_id\":\"" + ID + "\"}");
        assertThat(own.status()).isEqualTo(200);
    }
}
