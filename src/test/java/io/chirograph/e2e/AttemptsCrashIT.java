package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.RawUpstream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The gateway is killed while a call is under way to the second target of its alias: the trail names every provider
/// that
/// received a byte.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AttemptsCrashIT {
    private static final String POLICY = """
            version: 1
            aliases:
              steady:
                targets:
                  - {provider: first, model: m-first}
                  - {provider: second, model: m-second}
            """;

    @TempDir
    Path directory;

    @Test
    void theTrailNamesEveryProviderThatReceivedAByte() throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yml"), POLICY);
        var reached = new CountDownLatch(1);
        try (var first = new RawUpstream((connection, wire) -> {
                    wire.request();
                    wire.answer("503 X", "", "{}".getBytes(StandardCharsets.UTF_8), false);
                });
                var second = new RawUpstream((connection, wire) -> {
                    wire.request();
                    reached.countDown();
                    wire.awaitClose();
                })) {
            try (var gateway = start(policy, first, second)) {
                var http = new Http(gateway.port(), gateway.key());
                try (Socket socket = http.connect()) {
                    byte[] body = "{\"model\":\"steady\"}".getBytes(StandardCharsets.UTF_8);
                    http.write(socket, "POST", "/first/v1/chat/completions", body, "X-Client-Request-Id: kill-1");
                    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
                    gateway.kill();
                }
            }
            try (var gateway = start(policy, first, second);
                    var trail = new Trail(gateway)) {
                Awaitility.await("the call is in the trail, and ended")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> assertThat(trail.calls())
                                .anyMatch(
                                        call -> call.at("/outcome").asString("").equals("interrupted")));
                JsonNode call = trail.calls().stream()
                        .filter(each -> each.at("/clientRequestId").asString("").equals("kill-1"))
                        .findFirst()
                        .orElseThrow();
                String callId = call.at("/callId").stringValue();
                JsonNode whole = trail.get("/audit/v1/calls/" + callId);
                assertThat(whole.at("/events")
                                .valueStream()
                                .map(each -> each.at("/type").asString("")))
                        .containsExactly("ai.call.started", "ai.call.attempted", "ai.call.completed");
                assertThat(whole.at("/events")
                                .valueStream()
                                .map(each -> each.at("/event/data/provider").asString("-")))
                        .startsWith("first", "second");
                assertThat(gateway.stop()).isEqualTo(143);
                var verified = Commands.requireVerified(directory, gateway);
                assertThat(verified.output()).doesNotContain("attempt-misplaced");
            }
        }
    }

    private GatewayProcess start(Path policy, RawUpstream first, RawUpstream second) throws IOException {
        String[] one = GatewayProcess.provider("first", "openai", first.url().toString());
        String[] two = GatewayProcess.provider("second", "openai", second.url().toString());
        return GatewayProcess.start(
                directory,
                one[0],
                one[1],
                one[2],
                two[0],
                two[1],
                two[2],
                "--chirograph.policy.file=" + policy,
                "--chirograph.exporter.max-age=500ms");
    }
}
