package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.LiveFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two packaged gateways on one archive: one notices what the archive loses, and that the other is gone; and a load
/// balancer is told to pass by a node that cannot record, not one whose archive is away.
@Tag("slow")
class GapsIT {
    private static final String BODY = "{\"model\":\"sandbox\",\"messages\":[]}";

    @TempDir
    Path directory;

    @Test
    void whatIsLostIsFoundAndToldAndALogThatFallsSilentIsNoticed() throws Exception {
        try (var gateway = start("gw-1");
                var other = start("gw-2");
                var trail = new Trail(gateway)) {
            call(gateway);
            call(other);
            soon("both logs are examined and the other is seen alive")
                    .until(() -> metric(trail, "chirograph_archive_reconciled_size{archive=\"main\"}") > 8
                            && alive(trail) == 1);
            trail.awaitHealth("archiveReconciliation", "UP");
            trail.awaitHealth("otherLogs", "UP");

            Path segment = aSegmentOf("gw-2");
            byte[] lost = Files.readAllBytes(segment);
            Files.delete(segment);
            soon("the loss is found")
                    .until(() -> trail.health("archiveReconciliation").equals("DOWN"));
            assertThat(metric(trail, findings("segment-missing"))).isPositive();
            soon("an auditor can read it")
                    .until(() -> checked(trail).stream().anyMatch(line -> line.contains("segment-missing")));
            Files.write(segment, lost);
            soon("what was put back is there again")
                    .until(() -> trail.health("archiveReconciliation").equals("UP"));
            assertThat(metric(trail, findings("segment-missing"))).isZero();
            trail.awaitHealth("otherLogs", "UP");

            other.kill();
            soon("the silence is noticed").until(() -> trail.health("otherLogs").equals("DOWN"));
            soon("an auditor can read it")
                    .until(() -> checked(trail).stream().anyMatch(line -> line.contains("not-alive")));
        }
    }

    @Test
    void aNodeWhoseArchiveIsAwayIsReadyUntilItCanRecordNoMore() throws Exception {
        Path archive = directory.resolve("archive");
        try (var gateway = start(
                        "gw-1",
                        "--chirograph.journal.file-size=64KB",
                        "--chirograph.journal.max-bytes=256KB",
                        "--chirograph.journal.grace=0s",
                        "--chirograph.journal.recheck=100ms");
                var trail = new Trail(gateway)) {
            var http = new Http(gateway.port(), gateway.key());
            call(gateway);
            soon("something is archived").until(() -> Files.isDirectory(archive));
            Files.move(archive, directory.resolve("away"));
            Files.writeString(archive, "no directory");
            soon("the archive is seen to be away").until(() -> {
                http.post("/sandbox/v1/chat/completions", BODY);
                return trail.health("auditExport").equals("DOWN");
            });
            assertThat(trail.status("")).isEqualTo(503);
            assertThat(trail.status("/readiness")).isEqualTo(200);
            assertThat(trail.status("/liveness")).isEqualTo(200);

            soon("calls are refused")
                    .until(() -> http.post("/sandbox/v1/chat/completions", BODY).status() == 503);
            assertThat(trail.status("/readiness")).isEqualTo(503);
            assertThat(trail.status("/liveness")).isEqualTo(200);

            Files.delete(archive);
            Files.move(directory.resolve("away"), archive);
            soon("it records again by itself").until(() -> trail.status("/readiness") == 200);
            call(gateway);
        }
    }

    private GatewayProcess start(String name, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--chirograph.log.origin=localhost/chirograph/" + name,
                "--chirograph.archive.directory=" + directory.resolve("archive"),
                "--chirograph.recording.heartbeat=500ms",
                "--chirograph.exporter.max-age=100ms",
                "--chirograph.exporter.alarm-after=2s",
                "--chirograph.exporter.retry-max=300ms",
                "--chirograph.query.poll=200ms",
                "--chirograph.monitor.reconcile-after=500ms",
                "--chirograph.monitor.reconcile-every=1s",
                "--chirograph.monitor.follow-every=500ms",
                "--chirograph.monitor.watch-every=500ms",
                "--chirograph.monitor.retry=500ms",
                "--chirograph.monitor.requests-per-second=2000",
                "--chirograph.monitor.bytes-per-second=100MB"));
        arguments.addAll(List.of(more));
        return GatewayProcess.start(Files.createDirectory(directory.resolve(name)), arguments.toArray(String[]::new));
    }

    private static void call(GatewayProcess gateway) throws IOException {
        var http = new Http(gateway.port(), gateway.key());
        assertThat(http.post("/sandbox/v1/chat/completions", BODY).status()).isEqualTo(200);
    }

    private Path aSegmentOf(String log) throws IOException {
        return LiveFiles.below(directory.resolve("archive")).stream()
                .filter(file -> file.toString().contains("/" + log + "-")
                        && file.toString().contains("/events/"))
                .findFirst()
                .orElseThrow();
    }

    private static String findings(String kind) {
        return "chirograph_archive_findings{archive=\"main\",kind=\"" + kind + "\"}";
    }

    private static double metric(Trail trail, String name) throws IOException {
        return trail.metric(name).orElse(-1.0);
    }

    private static int alive(Trail trail) throws IOException {
        return trail.details("otherLogs").path("alive").asInt();
    }

    /// The findings of the `archive.checked` events that auditors see.
    private static List<String> checked(Trail trail) throws IOException {
        List<String> findings = new ArrayList<>();
        for (JsonNode item :
                trail.get("/audit/v1/events?type=archive.checked&limit=100").at("/items")) {
            findings.add(item.findPath("findings").toString());
        }
        return findings;
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }
}
