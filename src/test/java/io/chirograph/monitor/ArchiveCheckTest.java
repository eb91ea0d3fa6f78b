package io.chirograph.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.Archives;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private final RecordedChecks recorder = new RecordedChecks();

    private ArchiveCheck check() {
        Archive archive = Archives.directory(directory);
        return new ArchiveCheck(
                archive,
                new ArchiveProperties(ArchiveProperties.Type.DIRECTORY, null, null, null, Duration.ofDays(400), null),
                recorder,
                new SettableClock(NOW));
    }

    @Test
    void whatWasFoundIsRecordedAndShown() {
        ArchiveCheck check = check();
        assertThat(new ArchiveCheckHealth(check).health().getDetails()).containsEntry("tier", "unknown");
        assertThat(check.run()).isTrue();
        assertThat(recorder.recorded)
                .singleElement()
                .satisfies(facts -> assertThat(facts)
                        .containsEntry("kind", "directory")
                        .containsEntry("location", directory.toString())
                        .containsEntry("tier", "none")
                        .containsEntry("mode", "NONE")
                        .containsEntry("retentionDays", 400L));
        assertThat(new ArchiveCheckHealth(check).health().getDetails())
                .containsEntry("tier", "none")
                .containsEntry("checked", NOW.toString())
                .doesNotContainKey("lastFailure");
    }

    @Test
    void metricsTellWhenAndWhetherLocksHold() {
        ArchiveCheck check = check();
        var registry = new SimpleMeterRegistry();
        new ArchiveCheckMetrics(check).bindTo(registry);
        assertThat(registry.get("chirograph.archive.last.check").gauge().value())
                .isZero();
        check.run();
        assertThat(registry.get("chirograph.archive.last.check").gauge().value())
                .isEqualTo((double) NOW.getEpochSecond());
        assertThat(registry.get("chirograph.archive.locks.broken").gauge().value())
                .as("a directory is not asked for locks")
                .isZero();
    }

    @Test
    void whatCannotBeRecordedIsTriedAgain() {
        ArchiveCheck check = check();
        recorder.unavailable = true;
        assertThat(check.run()).isFalse();
        assertThat(new ArchiveCheckHealth(check).health().getDetails())
                .containsEntry("lastFailure", "the journal is full");
        recorder.unavailable = false;
        assertThat(check.run()).isTrue();
        assertThat(check.failure()).isNull();
    }

    @Test
    void itChecksAtTheStartAndAgainAfterAFailure() {
        recorder.unavailable = true;
        ArchiveCheck check = check();
        Repeating schedule = MonitorConfiguration.schedule(check, Settings.with("retry", "5ms"));
        schedule.start();
        Awaitility.await().until(() -> check.failure() != null);
        recorder.unavailable = false;
        Awaitility.await().until(() -> recorder.count() == 1);
        schedule.stop();
        assertThat(schedule.isRunning()).isFalse();
    }
}
