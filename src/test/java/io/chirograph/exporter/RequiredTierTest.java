package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.S3Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// An archive that stores what it is sent and forgets the lock.
class RequiredTierTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive forgetful = new MemoryArchive() {
        @Override
        public PutResult put(String key, byte[] content, Retention retention)
                throws ArchiveConflictException, ArchiveUnavailableException {
            super.put(key, content, retention);
            return new PutResult.Stored(null);
        }
    };
    private final SettableClock clock = new SettableClock(Bench.NOON);
    private final ExportState state = new ExportState(journal, clock, () -> 0);

    private Exporter exporter(@Nullable LockMode required) {
        ArchiveProperties properties = new ArchiveProperties(
                ArchiveProperties.Type.S3,
                null,
                S3Settings.of("bucket", ""),
                LockMode.COMPLIANCE,
                Duration.ofDays(400),
                required);
        journal.add("event", Bench.NOON);
        return new Exporter(
                journal, forgetful, properties, Bench.RING, new MemoryStaging(), Bench.properties(10), state, clock);
    }

    @Test
    void withoutARequiredTierItIsAnAlarm() {
        assertThat(exporter(null).step(true)).isEqualTo(Exporter.Step.PUBLISHED);
        assertThat(state.unlocked()).isEqualTo(2);
    }

    @Test
    void withOneNothingCountsAsExported() {
        Exporter exporter = exporter(LockMode.GOVERNANCE);
        assertThat(exporter.step(true)).isEqualTo(Exporter.Step.FAILED);
        assertThat(state.failure()).contains("chirograph.archive.require-tier");
        assertThat(journal.confirmed()).isZero();
        assertThat(forgetful.keys("/checkpoints/")).isEmpty();
    }
}
