package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.GatewayHarness;
import io.chirograph.standin.SocketWire;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// OpenAI's Realtime API through the gateway, as caller, provider and log see it.
@Timeout(120)
class RealtimeTest {
    private static final String CREATE = "{\"type\":\"response.create\",\"event_id\":\"e-1\","
            + "\"response\":{\"max_output_tokens\":7,\"instructions\":\"be brief\"}}";
    private static final String CREATED = "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}";
    private static final String DELTA =
            "{\"type\":\"response.output_text.delta\",\"response_id\":\"resp_1\",\"delta\":\"Hi\"}";
    private static final String DONE = "{\"type\":\"response.done\",\"response\":{\"id\":\"resp_1\","
            + "\"status\":\"completed\",\"usage\":{\"total_tokens\":9,\"input_tokens\":5,\"output_tokens\":4,"
            + "\"input_token_details\":{\"cached_tokens\":0,\"text_tokens\":5,\"audio_tokens\":0},"
            + "\"output_token_details\":{\"text_tokens\":4,\"audio_tokens\":0}}}}";

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private GatewayHarness gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayHarness.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private SocketWire open() throws Exception {
        return SocketWire.open(
                gateway.http().connect(),
                "/o/v1/realtime?model=gpt-realtime",
                "Authorization: Bearer " + gateway.key("acme"),
                "Sec-WebSocket-Protocol: realtime",
                "Sec-WebSocket-Extensions: permessage-deflate");
    }

    private static String sha256(String... messages) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(String.join("\n", messages).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aTurnIsACallOfItsSocket() throws Exception {
        gateway.provider().says((connection, wire) -> {
            SocketWire socket = wire.socket("Sec-WebSocket-Protocol: realtime");
            socket.text("{\"type\":\"session.created\",\"session\":{\"turn_detection\":null}}");
            socket.event("response.create");
            socket.text(CREATED);
            socket.text(DELTA);
            socket.text(DONE);
            socket.close(socket.closed());
        });
        String item = "{\"type\":\"conversation.item.create\",\"item\":{}}";
        try (SocketWire client = open()) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.header("sec-websocket-accept")).isEqualTo(SocketWire.accept(SocketWire.KEY));
            assertThat(client.header("sec-websocket-protocol")).isEqualTo("realtime");
            assertThat(client.header("sec-websocket-extensions")).isEmpty();
            assertThat(client.header("chirograph-receipt")).isNotEmpty();
            client.event("session.created");
            client.text(item);
            client.text(CREATE);
            assertThat(client.get().text()).isEqualTo(CREATED);
            assertThat(client.get().text()).isEqualTo(DELTA);
            assertThat(client.get().text()).isEqualTo(DONE);
            List<String> types = gateway.journal().types();
            assertThat(types.stream().filter(type -> type.startsWith("ai.call")))
                    .containsExactly("ai.call.started", "ai.call.started", "ai.call.completed");
            client.close(1000);
            assertThat(client.closed()).isEqualTo(1000);
            JsonNode session = gateway.event("ai.call.started", client.callId());
            assertThat(session.path("gen_ai.operation.name").asString()).isEqualTo("realtime_session");
            assertThat(session.path("gen_ai.request.model").asString()).isEqualTo("gpt-realtime");
            assertThat(session.path("socket").isMissingNode()).isTrue();
            assertThat(gateway.event("ai.call.completed", client.callId())
                            .path("outcome")
                            .asString())
                    .isEqualTo("ok");
            JsonNode turn = gateway.journal().events().stream()
                    .map(event -> event.data())
                    .filter(data -> data.path("socket").asString("").equals(client.callId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(turn.path("gen_ai.request.model").asString()).isEqualTo("gpt-realtime");
            assertThat(turn.path("gen_ai.request.max_tokens").asInt()).isEqualTo(7);
            assertThat(turn.at("/parameters/trigger").asString()).isEqualTo("response.create");
            assertThat(turn.at("/trace/clientRequestId").asString()).isEqualTo("e-1");
            assertThat(turn.at("/request/digest/value").asString()).isEqualTo(sha256(item, CREATE));
            JsonNode completed =
                    gateway.event("ai.call.completed", turn.path("callId").asString());
            assertThat(completed.path("outcome").asString()).isEqualTo("ok");
            assertThat(completed.path("gen_ai.usage.input_tokens").asInt()).isEqualTo(5);
            assertThat(completed.path("gen_ai.usage.output_tokens").asInt()).isEqualTo(4);
            assertThat(completed.path("gen_ai.response.id").asString()).isEqualTo("resp_1");
            assertThat(completed.at("/response/digest/value").asString()).isEqualTo(sha256(CREATED, DELTA, DONE));
        }
    }
}
