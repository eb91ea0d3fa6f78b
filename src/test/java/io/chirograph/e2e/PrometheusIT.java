package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The packaged gateway, whose archive goes away and comes back, under the eyes of a real Prometheus with the
/// alert rules that we ship.
class PrometheusIT {
    private static final String ALERT = "ChirographExportLag";

    @TempDir
    Path directory;

    @Test
    void anArchiveThatIsAwayFiresTheAlertThatNamesTheRunbookAndItsReturnResolvesIt() throws Exception {
        PrometheusProcess.require();
        try (var gateway = GatewayProcess.start(
                        directory,
                        "--chirograph.exporter.max-age=200ms",
                        "--chirograph.exporter.alarm-after=2s",
                        "--chirograph.exporter.retry-max=500ms");
                var trail = new Trail(gateway);
                var prometheus = PrometheusProcess.start(directory.resolve("prometheus"), gateway, ALERT)) {
            call(gateway);
            soon("the call is exported").until(() -> exported(trail));
            assertThat(trail.metric("chirograph_gateway_open_oldest_seconds")).isPresent();
            assertThat(trail.metric("chirograph_gateway_longest_timeout_seconds"))
                    .contains(905.0);
            assertThat(trail.metric("chirograph_recording_clock_steps_total")).contains(0.0);
            assertThat(trail.metric("process_start_time_seconds")).isPresent();
            soon("Prometheus reads the gateway").until(prometheus::scrapes);
            soon("all is well and only the watchdog barks")
                    .untilAsserted(() -> assertThat(prometheus.firing()).containsExactly("Watchdog"));

            Path archive = gateway.dataDir().resolve("archive");
            Path away = Files.move(archive, gateway.dataDir().resolve("archive-away"));
            Files.writeString(archive, "no directory");
            call(gateway);
            soon("the alert fires").until(() -> prometheus.firing().contains(ALERT));
            assertThat(prometheus.firing()).containsExactly(ALERT, "Watchdog");
            assertThat(trail.health("auditExport")).isEqualTo("DOWN");
            assertNamesTheRunbook(prometheus);
            call(gateway);

            Files.delete(archive);
            Files.move(away, archive);
            soon("the alert resolves").until(() -> !prometheus.firing().contains(ALERT));
            soon("everything is exported").until(() -> exported(trail));
            assertThat(prometheus.firing()).containsExactly("Watchdog");
        }
    }

    private static void assertNamesTheRunbook(PrometheusProcess prometheus) throws Exception {
        JsonNode alert = prometheus
                .alerts()
                .filter(found -> found.at("/labels/alertname").stringValue().equals(ALERT))
                .findAny()
                .orElseThrow();
        assertThat(alert.at("/labels/impact").stringValue()).isEqualTo("evidence-late");
        assertThat(alert.at("/annotations/runbook").stringValue()).isEqualTo("docs/runbook.md#export-lag");
        assertThat(Files.readString(Path.of("docs/runbook.md")))
                .contains("\n## Export lag\n\n**Alert** `" + ALERT + "`");
    }

    private static void call(GatewayProcess gateway) throws IOException {
        Http.Answer answer = new Http(gateway.port(), gateway.key())
                .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static boolean exported(Trail trail) throws IOException {
        return trail.metric("chirograph_export_lag_events{archive=\"main\"}").orElse(-1.0) == 0;
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
