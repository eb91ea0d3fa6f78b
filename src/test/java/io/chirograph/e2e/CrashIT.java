package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The gateway is killed in the middle of fifty streams, again and again; what the clients and the provider saw is
/// compared with what an auditor finds afterwards.
class CrashIT {
    private static final int CLIENTS = 50;
    private static final int ROUNDS = Effort.of(1, 10);
    private static final long SEED = 20261121;

    @TempDir
    Path directory;

    private final AtomicInteger ids = new AtomicInteger();
    private final Set<Integer> finished = ConcurrentHashMap.newKeySet();

    @Test
    void whatClientsSawFinishIsCompleteAndNothingThatReachedTheProviderIsMissingOrOpen() throws Exception {
        var random = new Random(SEED);
        try (var standin = StandinProcess.start(directory)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (var gateway = start(standin)) {
                    killAmidStreams(gateway, Duration.ofMillis(random.nextInt(1500)));
                }
            }
            assertThat(finished).as("calls that clients saw finish").isNotEmpty();
            try (var gateway = start(standin);
                    var trail = new Trail(gateway)) {
                compare(standin, trail);
                assertThat(gateway.stop()).as("exit code after SIGTERM").isEqualTo(143);
                Commands.requireVerified(directory, gateway);
            }
        }
    }

    private GatewayProcess start(StandinProcess standin) throws IOException {
        return GatewayProcess.start(
                directory,
                GatewayProcess.provider("standin", "openai", standin.baseUrl())[0],
                GatewayProcess.provider("standin", "openai", standin.baseUrl())[1],
                GatewayProcess.provider("standin", "openai", standin.baseUrl())[2],
                "--chirograph.exporter.max-age=500ms");
    }

    /// Fifty clients stream one call after another until the gateway is gone.
    private void killAmidStreams(GatewayProcess gateway, Duration later) throws Exception {
        var http = new Http(gateway.port(), gateway.key());
        var dead = new AtomicBoolean();
        int before = finished.size();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (!dead.get()) {
                        call(http, ids.incrementAndGet());
                    }
                });
            }
            Awaitility.await("streams have begun to finish")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> finished.size() >= before + CLIENTS);
            Awaitility.await("a moment nobody chose").pollDelay(later).until(() -> true);
            gateway.kill();
            dead.set(true);
        }
    }

    /// A client notes a call as finished only when it saw the terminal event and the end of the body.
    private void call(Http http, int id) {
        try {
            Http.Answer answer = http.post(
                    "/standin/v1/chat/completions?limit=" + id,
                    "{\"model\":\"m\",\"stream\":true,\"messages\":[]}",
                    "X-Client-Request-Id: crash-" + id,
                    "x-standin: slow-stream",
                    "x-standin-pause: 20");
            if (answer.status() == 200 && answer.clean() && answer.text().contains("[DONE]")) {
                finished.add(id);
            }
        } catch (IOException killed) {
            assertThat(finished).as("a call that broke off").doesNotContain(id);
        }
    }

    private void compare(StandinProcess standin, Trail trail) {
        Set<String> reached = ConcurrentHashMap.newKeySet();
        for (JsonNode request : standin.requests("limit=")) {
            String target = request.at("/target").stringValue();
            reached.add("crash-" + target.substring(target.indexOf("limit=") + 6));
        }
        Awaitility.await("the trail has all that reached the provider")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    Map<String, String> outcomes = outcomes(trail.calls());
                    assertThat(outcomes.keySet()).containsAll(reached);
                    assertThat(outcomes).doesNotContainValue("open");
                    for (int id : finished) {
                        assertThat(outcomes).containsEntry("crash-" + id, "ok");
                    }
                    assertThat(outcomes).as("calls cut by a crash").containsValue("interrupted");
                });
    }

    /// Outcome by the client's own id; a client's id must never be there twice.
    private static Map<String, String> outcomes(List<JsonNode> calls) {
        Map<String, String> outcomes = new HashMap<>();
        for (JsonNode call : calls) {
            String id = call.at("/clientRequestId").asString("");
            if (id.startsWith("crash-")) {
                assertThat(outcomes.put(id, call.at("/outcome").stringValue()))
                        .as("a second call " + id)
                        .isNull();
            }
        }
        return outcomes;
    }
}
