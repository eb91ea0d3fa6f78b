package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.tlog.MalformedException;
import io.chirograph.verifier.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Clients that repeat, and a program that is killed while it records: each 202 is in the sealed log once.
class ApplicationEventsIT {
    private static final int REQUESTS = Effort.of(60, 1000);
    private static final int EVENTS = Effort.of(20, 100);
    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    private final Map<String, List<String>> accepted = new ConcurrentHashMap<>();
    private volatile @Nullable GatewayProcess running;

    @Test
    void whatIsAcceptedIsInTheSealedLogOnceByItsKey() throws Exception {
        GatewayProcess first = start();
        running = first;
        GatewayProcess last;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String key = "key-" + i;
                sent.add(clients.submit(() -> untilAccepted(key)));
            }
            Awaitility.await("some are accepted")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> accepted.size() >= REQUESTS / 4);
            first.kill();
            last = start();
            running = last;
            for (Future<?> one : sent) {
                one.get();
            }
        }
        try (last) {
            for (String key : List.of("key-0", "key-" + REQUESTS / 2, "key-" + (REQUESTS - 1))) {
                Http.Answer again = post(last, key);
                assertThat(again.header("idempotent-replayed")).contains("true");
                assertPromised(again);
            }
            assertThat(new Http(last.port(), last.key())
                            .post("/v1/events", "{\"type\":\"none.such\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(last.stop()).as("exit code after SIGTERM").isEqualTo(143);
            assertOnce(last);
            var verified = Commands.run(
                    directory,
                    Map.of(),
                    "verify",
                    last.dataDir().resolve("archive").toString(),
                    "--payloads",
                    "--key",
                    Commands.verifierKey(last));
            assertThat(verified.exit()).as(verified.output()).isZero();
        }
    }

    private GatewayProcess start() throws IOException {
        return GatewayProcess.start(directory, "--chirograph.exporter.max-age=500ms");
    }

    private void untilAccepted(String key) {
        Awaitility.await(key)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                // A kill can cut an answer anywhere.
                .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof JacksonException)
                .until(() -> post(Objects.requireNonNull(running), key).status() == 202);
    }

    private Http.Answer post(GatewayProcess gateway, String key) throws IOException {
        String event = "{\"type\":\"state.changed\",\"data\":{\"entity\":\"" + key
                + "\",\"after\":\"done\",\"reason\":\"because\"}}";
        String body = "[" + (event + ",").repeat(EVENTS - 1) + event + "]";
        Http.Answer answer =
                new Http(gateway.port(), gateway.key()).post("/v1/events", body, "Idempotency-Key: " + key);
        if (answer.status() == 202) {
            List<String> ids = new ArrayList<>();
            answer.json().path("items").forEach(item -> ids.add(item.path("id").asString()));
            assertThat(accepted.merge(key, ids, (before, now) -> before)).isEqualTo(ids);
        }
        return answer;
    }

    private static void assertPromised(Http.Answer answer) throws MalformedException {
        assertThat(answer.json().path("items")).hasSize(EVENTS);
        for (JsonNode item : answer.json().path("items")) {
            Receipt receipt = Receipt.parse(item.path("receipt").asString(""));
            assertThat(receipt.id()).hasToString(item.path("id").asString());
            assertThat(receipt.isSigned()).isTrue();
        }
    }

    private void assertOnce(GatewayProcess gateway) throws IOException {
        Map<String, List<String>> found = new HashMap<>();
        for (JsonNode event : gateway.journal().events()) {
            if (event.path("type").asString().equals("state.changed")) {
                found.computeIfAbsent(
                                event.path("data").path("said").path("entity").asString(), key -> new ArrayList<>())
                        .add(event.path("id").asString());
            }
        }
        assertThat(gateway.journal().events().stream()
                        .filter(event -> event.path("type").asString().equals("ai.call.refused"))
                        .map(event -> event.at("/data/code").asString()))
                .containsExactly("event-type-unknown");
        assertThat(accepted).hasSize(REQUESTS);
        assertThat(found).isEqualTo(accepted);
    }
}
