package io.chirograph.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.Archives;
import io.chirograph.event.CallCompleted;
import io.chirograph.event.CallRefused;
import io.chirograph.event.CallStarted;
import io.chirograph.event.ConfigChanged;
import io.chirograph.event.HoldObserved;
import io.chirograph.event.HoldRequested;
import io.chirograph.event.KeyRotated;
import io.chirograph.event.RetentionChanged;
import io.chirograph.event.RetentionRequested;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private final Checks recorder = new Checks();

    /// Takes checks, and nothing else; or nothing at all for a while.
    private static final class Checks implements Recorder {
        private final List<SortedMap<String, Object>> recorded = new ArrayList<>();
        private volatile boolean unavailable;

        @Override
        public synchronized void archiveChecked(SortedMap<String, Object> facts) throws RecordingUnavailable {
            if (unavailable) {
                throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
            }
            recorded.add(facts);
        }

        synchronized int count() {
            return recorded.size();
        }

        @Override
        public void started(CallStarted facts) {
            throw new AssertionError("no call is started here");
        }

        @Override
        public void completed(CallCompleted facts) {
            throw new AssertionError("no call is completed here");
        }

        @Override
        public void refused(CallRefused facts) {
            throw new AssertionError("no call is refused here");
        }

        @Override
        public void configChanged(ConfigChanged facts) {
            throw new AssertionError("no configuration changes here");
        }

        @Override
        public void refusedUnauthenticated(CallRefused facts) {
            throw new AssertionError("no call is refused here");
        }

        @Override
        public void keyRotated(KeyRotated facts, UUID mark) {
            throw new AssertionError("no key is rotated here");
        }

        @Override
        public UUID holdRequested(HoldRequested facts) {
            throw new AssertionError("no hold is asked for here");
        }

        @Override
        public void holdObserved(HoldObserved facts) {
            throw new AssertionError("no hold is observed here");
        }

        @Override
        public UUID retentionRequested(RetentionRequested facts) {
            throw new AssertionError("no retention is asked for here");
        }

        @Override
        public void retentionChanged(RetentionChanged facts) {
            throw new AssertionError("no retention changes here");
        }

        @Override
        public void lapsed() {
            throw new AssertionError("nothing lapses here");
        }
    }

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
        ArchiveCheckSchedule schedule =
                new ArchiveCheckSchedule(check, new MonitorProperties(Duration.ofHours(1), Duration.ofMillis(5)));
        schedule.start();
        Awaitility.await().until(() -> check.failure() != null);
        recorder.unavailable = false;
        Awaitility.await().until(() -> recorder.count() == 1);
        schedule.stop();
        assertThat(schedule.isRunning()).isFalse();
    }
}
