package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(Stage.class)
class HangUpIT {
    private static JsonNode last(Stage stage, String target) {
        Awaitility.await().until(() -> !stage.standin().requests(target).isEmpty());
        return stage.standin().requests(target).getLast();
    }

    /// Abandoned while the provider says nothing, the upstream connection is closed within two seconds of the
    /// caller's close: a call abandoned at one second is gone by the third.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSilentCallThatIsAbandonedClosesItsUpstream(boolean reset, Stage stage) throws IOException {
        String target = "/v1/silent-" + reset;
        var http = stage.http();
        try (var socket = http.connect()) {
            byte[] body = "{\"model\":\"standin:silent\"}".getBytes(StandardCharsets.UTF_8);
            http.write(socket, "POST", "/standin" + target, body);
            last(stage, target);
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        }
        Instant closed = Instant.now();
        JsonNode request = last(stage, target);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> stage.standin().closed(request));
        assertThat(Duration.between(closed, Instant.now())).isLessThan(Duration.ofSeconds(2));
        Awaitility.await().untilAsserted(() -> {
            var journal = stage.gateway().journal();
            var ended = journal.events().stream()
                    .map(event -> event.at("/data"))
                    .filter(data -> data.at("/http/path").isString()
                            && data.at("/http/path").stringValue().equals(target))
                    .map(data -> journal.completed(data.at("/callId").stringValue()))
                    .toList();
            assertThat(ended).hasSize(1);
            assertThat(ended.getFirst().path("outcome").stringValue()).isEqualTo("client-disconnected");
        });
    }

    @Test
    void aStreamThatIsAbandonedClosesItsUpstreamAndSaysWhatWasReleased(Stage stage) throws IOException {
        String target = "/v1/abandoned/chat/completions";
        var http = stage.http();
        try (var socket = http.connect()) {
            byte[] body = "{\"model\":\"standin:slow-stream\",\"stream\":true}".getBytes(StandardCharsets.UTF_8);
            http.write(socket, "POST", "/standin" + target, body, "x-standin-pause: 300");
            var in = socket.getInputStream();
            byte[] some = new byte[1000];
            for (int got = 0; got < 600; ) {
                int n = in.read(some);
                assertThat(n).isPositive();
                got += n;
            }
        }
        JsonNode request = last(stage, target);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stage.standin().closed(request));
        Awaitility.await().untilAsserted(() -> {
            var journal = stage.gateway().journal();
            var ended = journal.events().stream()
                    .map(event -> event.at("/data"))
                    .filter(data -> data.at("/http/path").isString()
                            && data.at("/http/path").stringValue().equals(target))
                    .map(data -> journal.completed(data.at("/callId").stringValue()))
                    .toList();
            assertThat(ended).hasSize(1);
            assertThat(ended.getFirst().path("outcome").stringValue()).isEqualTo("client-disconnected");
            assertThat(ended.getFirst().path("bytesReleased").longValue()).isPositive();
        });
    }
}
