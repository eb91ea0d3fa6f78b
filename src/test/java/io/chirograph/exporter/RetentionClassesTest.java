package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What the journal says of the classes of records is what the objects are locked with.
class RetentionClassesTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final Map<String, Retention> asked = new LinkedHashMap<>();
    private final MemoryArchive archive = new MemoryArchive() {
        @Override
        public PutResult put(String key, byte[] content, Retention retention)
                throws ArchiveConflictException, ArchiveUnavailableException {
            super.put(key, content, retention);
            asked.put(key, retention);
            return new PutResult.Stored(new ObjectLock(key, "1", retention.mode(), retention.until(), false));
        }
    };

    private Bench bench() {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(
                "chirograph.archive.type", "s3",
                "chirograph.archive.s3.bucket", "audit",
                "chirograph.retention.classes.short.duration", "P30D",
                "chirograph.retention.classes.short.mode", "governance",
                "chirograph.retention.classes.short.code", "16",
                "chirograph.retention.classes.health.preset", "hipaa",
                "chirograph.retention.default-class", "short")));
        ObjectRetention retention =
                ObjectRetention.configured(binder, binder.bindOrCreate("chirograph.archive", ArchiveProperties.class));
        ConfiguredArchive main = new ConfiguredArchive(ConfiguredArchive.MAIN, archive, retention, true);
        return new Bench(
                journal, ConfiguredArchives.of(List.of(main)), new MemoryStaging(), Bench.properties(2), Bench.RING);
    }

    private void record(int code) {
        byte[] event = ("{\"event\":" + journal.nextSequence() + "}").getBytes(UTF_8);
        journal.append(new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), (byte) code, Bench.NOON, event));
    }

    private Retention segment(int first) {
        return asked.entrySet().stream()
                .filter(put -> put.getKey().contains("/events/") && put.getKey().contains("%016d-".formatted(first)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSegmentIsHeldAsItsStrictestEventAsks() {
        record(0);
        record(16);
        record(0);
        record(3);
        Bench bench = bench();
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        Instant now = bench.clock.instant();
        assertThat(segment(0)).isEqualTo(new Retention(LockMode.GOVERNANCE, now.plus(Duration.ofDays(30))));
        assertThat(segment(2).mode()).isEqualTo(LockMode.COMPLIANCE);
        assertThat(segment(2).until()).isAfter(now.plus(Duration.ofDays(6 * 365)));
        assertThat(asked.entrySet().stream().filter(put -> put.getKey().contains("/checkpoints/")))
                .allSatisfy(put -> assertThat(put.getValue()).isEqualTo(segment(2)));
        assertThat(bench.state.unlocked())
                .as("a lock as firm as its class asks is as asked, though the archive's own mode is firmer")
                .isZero();
        assertThat(bench.state.unknownClasses()).isEmpty();
    }

    @Test
    void anUnknownClassIsHeldAsTheStrictestAndReported() {
        record(99);
        record(0);
        Bench bench = bench();
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        assertThat(segment(0).mode()).isEqualTo(LockMode.COMPLIANCE);
        assertThat(bench.state.unknownClasses()).containsExactly((byte) 99);
    }
}
