package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Batches over the death of the gateway: what was taken stays open until its results are fetched, what nobody knows to
/// be taken is interrupted.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BatchesIT {
    private static final String RESULT = "{\"custom_id\":\"two\",\"result\":{\"type\":\"succeeded\",\"message\":"
            + "{\"id\":\"msg_2\",\"model\":\"m\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}}}\n";

    @TempDir
    Path directory;

    private static byte[] batch(String... ids) {
        var requests = new StringBuilder();
        for (String id : ids) {
            requests.append(requests.isEmpty() ? "" : ",")
                    .append("{\"custom_id\":\"" + id + "\",\"params\":{\"model\":\"m\",\"messages\":[]}}");
        }
        return ("{\"requests\":[" + requests + "]}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linesOutliveTheGatewayAndEndOnce() throws Exception {
        var reached = new CountDownLatch(1);
        try (var provider = new RawUpstream((connection, wire) -> {
            for (Received asked = wire.received(); asked != null; asked = wire.received()) {
                if (asked.body().contains("never")) {
                    reached.countDown();
                    wire.awaitClose();
                    return;
                }
                boolean isResult = asked.target().endsWith("/results");
                byte[] answer = (isResult ? RESULT : "{\"id\":\"msgbatch_1\"}").getBytes(StandardCharsets.UTF_8);
                wire.answer("200 OK", "Content-Type: application/json\r\n", answer, false);
            }
        })) {
            String taken;
            String lost;
            try (var gateway = start(provider)) {
                var http = new Http(gateway.port(), gateway.key());
                Http.Answer submitted = http.send("POST", "/a/v1/messages/batches", batch("one", "two"));
                assertThat(submitted.status()).as(submitted.text()).isEqualTo(200);
                taken = submitted.callId();
                try (Socket socket = http.connect()) {
                    http.write(socket, "POST", "/a/v1/messages/batches", batch("never"), "X-Client-Request-Id: lost");
                    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
                    gateway.kill();
                }
            }
            try (var gateway = start(provider);
                    var trail = new Trail(gateway)) {
                var http = new Http(gateway.port(), gateway.key());
                for (int i = 0; i < 2; i++) {
                    Http.Answer results = http.get("/a/v1/messages/batches/msgbatch_1/results");
                    assertThat(results.text()).isEqualTo(RESULT);
                }
                Awaitility.await("all of it is in the trail")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> assertThat(trail.calls())
                                .as("two batches, three lines, two fetches")
                                .hasSize(7));
                lost = trail.calls().stream()
                        .filter(call -> call.at("/clientRequestId").asString("").equals("lost"))
                        .filter(call -> whole(trail, call)
                                .at("/events/0/event/data/batch")
                                .isMissingNode())
                        .map(call -> call.at("/callId").asString(""))
                        .findFirst()
                        .orElseThrow();
                assertThat(lines(trail, taken)).containsExactly("1 open", "2 ok");
                assertThat(lines(trail, lost)).containsExactly("1 interrupted");
                assertThat(gateway.stop()).isEqualTo(143);
                var verified = Commands.requireVerified(directory, gateway);
                assertThat(verified.output())
                        .contains("outcomes of the lines of the batch of call " + taken)
                        .doesNotContain("call-not-started");
            }
        }
    }

    /// Number and outcome of the lines of a batch, as an auditor sees them.
    private static List<String> lines(Trail trail, String batch) throws IOException {
        return trail.calls().stream()
                .map(call -> whole(trail, call))
                .filter(whole ->
                        whole.at("/events/0/event/data/batch/call").asString("").equals(batch))
                .map(whole -> whole.at("/events/0/event/data/batch/line").asString("") + " "
                        + whole.at("/outcome").asString(""))
                .sorted()
                .toList();
    }

    private static JsonNode whole(Trail trail, JsonNode call) {
        try {
            return trail.get("/audit/v1/calls/" + call.at("/callId").asString(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GatewayProcess start(RawUpstream provider) throws IOException {
        String[] one = GatewayProcess.provider("a", "anthropic", provider.url().toString());
        return GatewayProcess.start(directory, one[0], one[1], one[2], "--chirograph.exporter.max-age=500ms");
    }
}
