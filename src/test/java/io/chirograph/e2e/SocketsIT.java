package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.SocketWire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// WebSockets through the packaged gateway to a provider in another process; the gateway is killed in the middle of a
/// turn.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SocketsIT {
    @TempDir
    Path directory;

    private GatewayProcess start(StandinProcess standin) throws Exception {
        String[] one = GatewayProcess.provider("standin", "openai", standin.baseUrl());
        return GatewayProcess.start(directory, one[0], one[1], one[2], "--chirograph.exporter.max-age=500ms");
    }

    private static SocketWire open(GatewayProcess gateway) throws Exception {
        SocketWire client = SocketWire.open(
                new Http(gateway.port(), gateway.key()).connect(),
                "/standin/v1/realtime?model=gpt-realtime",
                "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key." + gateway.key());
        assertThat(client.status()).isEqualTo(101);
        return client;
    }

    private static JsonNode await(Trail trail, String callId) {
        return Awaitility.await("call " + callId + " is in the trail, and ended")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(
                        () -> trail.get("/audit/v1/calls/" + callId),
                        call -> !Set.of("", "open").contains(call.at("/outcome").asString("")));
    }

    /// The turns of a socket as the trail has them, in order.
    private static List<JsonNode> turns(Trail trail, String socket) throws Exception {
        return trail.calls().stream()
                .map(call -> await(trail, call.at("/callId").stringValue()))
                .filter(call ->
                        call.at("/events/0/event/data/socket").asString("").equals(socket))
                .sorted((a, b) ->
                        a.at("/callId").stringValue().compareTo(b.at("/callId").stringValue()))
                .toList();
    }

    @Test
    void turnsAreInTheTrailAndWhatAKillCutIsInterrupted() throws Exception {
        String socket;
        try (var standin = StandinProcess.start(directory)) {
            try (var gateway = start(standin)) {
                SocketWire client = open(gateway);
                socket = client.callId();
                client.event("session.created");
                client.text("{\"type\":\"response.create\",\"response\":{\"instructions\":\"answer\"}}");
                assertThat(client.event("response.done").at("/response/status").asString())
                        .isEqualTo("completed");
                client.text("{\"type\":\"response.create\",\"response\":{\"instructions\":\"hang\"}}");
                client.event("response.created");
                gateway.kill();
                assertThat(client.isOver()).isTrue();
                client.close();
            }
            try (var gateway = start(standin);
                    var trail = new Trail(gateway)) {
                JsonNode opened = await(trail, socket);
                assertThat(opened.at("/outcome").stringValue()).isEqualTo("interrupted");
                List<JsonNode> turns = turns(trail, socket);
                assertThat(turns.stream().map(call -> call.at("/outcome").stringValue()))
                        .containsExactly("ok", "interrupted");
                assertThat(gateway.stop()).isEqualTo(143);
                Commands.requireVerified(directory, gateway);
            }
        }
    }

    /// A stop does not wait for sockets over which nothing goes on.
    @Test
    void aStopClosesAnIdleSocketAndIsClean() throws Exception {
        try (var standin = StandinProcess.start(directory);
                var gateway = start(standin);
                SocketWire client = open(gateway)) {
            client.event("session.created");
            assertThat(gateway.stop()).isEqualTo(143);
            assertThat(client.closed()).isEqualTo(1001);
        }
    }
}
