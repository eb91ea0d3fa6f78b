package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.settings.ArchiveProperties;
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

    private Exporter exporter(@Nullable LockTier required) {
        ArchiveProperties properties = new ArchiveProperties(
                ArchiveProperties.Type.S3,
                null,
                Unclassed.bucket("bucket", ""),
                LockMode.COMPLIANCE,
                Duration.ofDays(400),
                required,
                null);
        journal.add("event", Bench.NOON);
        ConfiguredArchives archives = Unclassed.only(forgetful, properties);
        return new Bench(journal, archives, new MemoryStaging(), Bench.properties(10), Bench.RING).exporter;
    }

    @Test
    void withoutARequiredTierItIsAnAlarm() {
        Exporter exporter = exporter(null);
        assertThat(exporter.step(true)).isEqualTo(Exporter.Step.PUBLISHED);
        assertThat(exporter.state().unlocked()).isEqualTo(2);
    }

    @Test
    void withOneNothingCountsAsExported() {
        Exporter exporter = exporter(LockTier.GOVERNANCE);
        assertThat(exporter.step(true)).isEqualTo(Exporter.Step.FAILED);
        assertThat(exporter.state().failure()).contains("chirograph.archive.require-tier");
        assertThat(journal.confirmed()).isZero();
        assertThat(forgetful.keys("/checkpoints/")).isEmpty();
    }
}
