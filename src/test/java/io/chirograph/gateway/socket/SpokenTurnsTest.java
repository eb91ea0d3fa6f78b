package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.SocketWire;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Turns that recordings begin, which the provider may answer without being asked.
class SpokenTurnsTest extends SocketTrial {
    private static final String LIVE =
            "/g/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
    private static final String APPEND = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAA\"}";
    private static final String COMMIT = "{\"type\":\"input_audio_buffer.commit\"}";
    private static final String COMMITTED = "{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"i\"}";
    private static final String HEARD = "{\"type\":\"conversation.item.input_audio_transcription.completed\","
            + "\"transcript\":\"hello\",\"usage\":{\"type\":\"tokens\",\"total_tokens\":9,\"input_tokens\":6,"
            + "\"output_tokens\":3}}";

    private static String sha256(String... messages) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String message : messages) {
            digest.update(message.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String trigger(JsonNode turn) {
        return turn.at("/parameters/trigger").asString();
    }

    @Test
    void theFirstPieceOfARecordingWaitsForItsTurnAndTheRestDoesNot() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            for (int i = 0; i < 3; i++) {
                client.text(APPEND);
                provider.event("input_audio_buffer.append");
                assertThat(turns(client.callId())).hasSize(1);
            }
            JsonNode first = turns(client.callId()).getFirst();
            assertThat(trigger(first)).isEqualTo("input_audio_buffer.append");
            assertThat(first.at("/parameters/media/value").asString()).isEqualTo(sha256(APPEND));
            assertThat(first.at("/request/digest/length").asInt()).isZero();
            provider.text(COMMITTED);
            provider.text(created("r1"));
            client.event("response.created");
            client.text(APPEND); // the user goes on speaking: the next turn
            provider.event("input_audio_buffer.append");
            assertThat(turns(client.callId())).hasSize(2);
            assertThat(turns(client.callId())
                            .get(1)
                            .at("/parameters/media/value")
                            .asString())
                    .isEqualTo(sha256(APPEND, APPEND, APPEND));
            provider.text(done("r1", 4));
            client.event("response.done");
            assertThat(outcome(completed(first))).isEqualTo("ok ");
            client.close(1000);
            provider.closed();
            provider.close(1000);
            assertThat(outcome(completed(turns(client.callId()).get(1)))).isEqualTo("client-disconnected no-response");
        }
    }

    @Test
    void withoutDetectionACommitIsACallAndPiecesAreNone() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            provider.text("{\"type\":\"session.updated\",\"session\":{\"audio\":{\"input\":{\"turn_detection\":null,"
                    + "\"transcription\":null}}}}");
            client.event("session.updated");
            client.text(APPEND);
            client.text(APPEND);
            provider.get();
            provider.get();
            assertThat(turns(client.callId())).isEmpty();
            client.text(COMMIT);
            provider.event("input_audio_buffer.commit");
            JsonNode commit = turns(client.callId()).getFirst();
            assertThat(trigger(commit)).isEqualTo("input_audio_buffer.commit");
            assertThat(commit.at("/parameters/media/value").asString()).isEqualTo(sha256(APPEND, APPEND));
            provider.text(COMMITTED);
            client.event("input_audio_buffer.committed");
            assertThat(outcome(completed(commit))).isEqualTo("ok ");
            client.text(CREATE);
            provider.event("response.create");
            provider.text(created("r1"));
            provider.text(done("r1", 4));
            client.event("response.done");
            assertThat(turns(client.callId())).hasSize(2);
            assertThat(completed(turns(client.callId()).get(1))
                            .path("gen_ai.usage.output_tokens")
                            .asInt())
                    .isEqualTo(4);
        }
    }

    @Test
    void aTranscriptionEndsTheTurnOfASessionThatAnswersNothing() throws Exception {
        start();
        try (SocketWire client = open("acme", "/o/v1/realtime?intent=transcription")) {
            SocketWire provider = provider();
            provider.text("{\"type\":\"session.created\",\"session\":{\"type\":\"transcription\",\"audio\":{\"input\":"
                    + "{\"turn_detection\":{\"type\":\"server_vad\"},\"transcription\":{\"model\":\"whisper-1\"}}}}}");
            client.event("session.created");
            client.text(APPEND);
            provider.event("input_audio_buffer.append");
            provider.text(COMMITTED);
            provider.text(HEARD);
            client.event("conversation.item.input_audio_transcription.completed");
            JsonNode completed = completed(turns(client.callId()).getFirst());
            assertThat(outcome(completed)).isEqualTo("ok ");
            assertThat(completed.path("gen_ai.usage.input_tokens").asInt()).isEqualTo(6);
        }
    }

    @Test
    void googlesTurnsEndWithTurnComplete() throws Exception {
        start();
        try (SocketWire client = open("acme", LIVE)) {
            SocketWire provider = provider();
            String setup = "{\"setup\":{\"model\":\"models/gemini-live\",\"generationConfig\":{\"temperature\":0.5}}}";
            client.text(setup);
            provider.get();
            provider.frame(0x82, "{\"setupComplete\":{}}".getBytes(StandardCharsets.UTF_8));
            assertThat(client.get().opcode()).isEqualTo(SocketWire.BINARY);
            client.text("{\"clientContent\":{\"turns\":[],\"turnComplete\":false}}");
            provider.get();
            assertThat(turns(client.callId())).isEmpty();
            client.text("{\"client_content\":{\"turns\":[],\"turn_complete\":true}}");
            provider.get();
            JsonNode turn = turns(client.callId()).getFirst();
            assertThat(turn.path("gen_ai.request.model").asString()).isEqualTo("gemini-live");
            assertThat(turn.path("gen_ai.request.temperature").asString()).isEqualTo("0.5");
            assertThat(turn.path("dialect").asString()).isEqualTo("gemini");
            provider.frame(
                    0x82,
                    "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"text\":\"hi\"}]}}}"
                            .getBytes(StandardCharsets.UTF_8));
            provider.frame(
                    0x82,
                    ("{\"serverContent\":{\"turnComplete\":true},\"usageMetadata\":{\"promptTokenCount\":11,"
                                    + "\"responseTokenCount\":7,\"totalTokenCount\":18}}")
                            .getBytes(StandardCharsets.UTF_8));
            client.get();
            client.get();
            JsonNode completed = completed(turn);
            assertThat(outcome(completed)).isEqualTo("ok ");
            assertThat(completed.path("gen_ai.usage.input_tokens").asInt()).isEqualTo(11);
            assertThat(completed.path("gen_ai.usage.output_tokens").asInt()).isEqualTo(7);
        }
    }

    @Test
    void googlesRecordingsAndToolsBeginTurns() throws Exception {
        start();
        try (SocketWire client = open("acme", LIVE)) {
            SocketWire provider = provider();
            String audio = "{\"realtimeInput\":{\"audio\":{\"data\":\"AAAA\",\"mimeType\":\"audio/pcm\"}}}";
            client.text(audio);
            client.text(audio);
            provider.get();
            provider.get();
            assertThat(turns(client.callId())).hasSize(1);
            provider.text("{\"toolCall\":{\"functionCalls\":[{\"id\":\"f\",\"name\":\"n\",\"args\":{}}]}}");
            client.get();
            client.text("{\"toolResponse\":{\"functionResponses\":[]}}");
            provider.get();
            assertThat(turns(client.callId())).hasSize(1); // one turn, of which the tool is a part
            provider.text("{\"serverContent\":{\"interrupted\":true}}");
            client.text(audio);
            provider.get();
            assertThat(turns(client.callId())).hasSize(2);
            provider.text("{\"serverContent\":{\"turnComplete\":true}}");
            provider.text("{\"serverContent\":{\"turnComplete\":true}}");
            client.get();
            client.get();
            client.get();
            List<JsonNode> turns = turns(client.callId());
            assertThat(outcome(completed(turns.get(0)))).isEqualTo("ok ");
            assertThat(outcome(completed(turns.get(1)))).isEqualTo("ok ");
            client.text("{\"toolResponse\":{\"functionResponses\":[]}}");
            provider.get();
            assertThat(turns(client.callId())).hasSize(3);
            assertThat(trigger(turns(client.callId()).get(2))).isEqualTo("toolResponse");
        }
    }

    /// Google has no message for an error: the close says it.
    @Test
    void aRefusedTurnOfGooglesClosesTheSocket() throws Exception {
        start();
        try (SocketWire client = open("acme", LIVE)) {
            SocketWire provider = provider();
            client.text("{\"setup\":{\"model\":\"models/m\"}}");
            provider.get();
            gateway.disable("acme");
            client.text("{\"clientContent\":{\"turnComplete\":true}}");
            assertThat(client.closed()).isEqualTo(1008);
            assertThat(provider.isOver()).isTrue();
            assertThat(refused(client.callId())).hasSize(1);
            assertThat(outcome(client)).isEqualTo("interrupted key-disabled");
        }
    }

    @Test
    void steeringIsACallWhoseResponseComesByItself() throws Exception {
        start();
        gateway.add("other", "other", Grants.UNLIMITED); // so that it matters whose a response is
        try (SocketWire client = open("acme", "/o/v1/responses")) {
            SocketWire provider = provider();
            client.text("{\"type\":\"response.create\",\"model\":\"m\",\"input\":\"x\"}");
            provider.get();
            provider.text(created("r1"));
            client.event("response.created");
            client.text("{\"type\":\"response.steer\",\"previous_response_id\":\"r1\",\"input\":\"y\"}");
            Awaitility.await().until(() -> turns(client.callId()).size() == 2);
            provider.text("{\"type\":\"response.steer.accepted\",\"steer\":{\"id\":\"s\"}}");
            provider.text("{\"type\":\"response.incomplete\",\"response\":{\"id\":\"r1\",\"status\":\"incomplete\"}}");
            provider.text(created("r2"));
            provider.text("{\"type\":\"response.completed\",\"response\":{\"id\":\"r2\",\"status\":\"completed\"}}");
            client.event("response.completed");
            List<JsonNode> turns = turns(client.callId());
            assertThat(completed(turns.get(0)).path("gen_ai.response.id").asString())
                    .isEqualTo("r1");
            assertThat(completed(turns.get(1)).path("gen_ai.response.id").asString())
                    .isEqualTo("r2");
            assertThat(trigger(turns.get(1))).isEqualTo("response.steer");
        }
    }
}
