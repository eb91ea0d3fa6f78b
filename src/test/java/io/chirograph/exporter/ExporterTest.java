package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Unclassed;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.publishedlog.SegmentName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@Tag("slow")
class ExporterTest {
    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();

    private Bench bench(int maxEvents) {
        return new Bench(journal, archive, Bench.staging(directory), maxEvents);
    }

    private void record(int count, Instant time) {
        for (int i = 0; i < count; i++) {
            journal.add("{\"event\":" + journal.nextSequence() + "}", time);
        }
    }

    @Test
    void everythingIsPublishedAsOneHistory() throws Exception {
        Bench bench = bench(300);
        for (int round = 0; round < 5; round++) {
            record(211 * round, Bench.NOON.plus(Duration.ofHours(9L * round)));
            assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
            Judge.oneHistory(archive, journal, (int) journal.nextSequence());
            assertThat(journal.confirmed()).isEqualTo(journal.nextSequence());
        }
        assertThat(archive.keys("/tile/1/")).isEmpty();
        assertThat(archive.keys("/tile/0/")).hasSize(8);
    }

    @Test
    void objectsAreNamedAsDesigned() {
        Bench bench = bench(300);
        record(3, Bench.NOON);
        bench.run();
        String log = "gw-1-" + Bench.SIGNER.verifierKey().idHex();
        assertThat(archive.puts)
                .containsExactly(
                        log + "/events/dt=2026-11-21/0000000000000000-3.jsonl.zst",
                        log + "/checkpoints/0000000000000003");
    }

    @Test
    void anEventWaitsForCompanyNoLongerThanItMay() {
        Bench bench = bench(10);
        record(1, Bench.NOON);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofMillis(4999).toNanos());
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.PUBLISHED);
        record(10, Bench.NOON);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.PUBLISHED);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
    }

    private void beat(Bench bench) {
        journal.append(new JournalRecord(
                RecordKind.PLAIN,
                JournalRecord.CAN_WAIT,
                (byte) 0,
                bench.clock.instant(),
                "{\"beat\":1}".getBytes(UTF_8)));
    }

    @Test
    void whatCanWaitRidesAlongOrGoesBeforeTheAlarm() {
        Bench bench = bench(10);
        beat(bench);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofSeconds(44).toNanos());
        beat(bench);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.PUBLISHED);
        beat(bench);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        record(1, Bench.NOON);
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.IDLE);
        bench.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.PUBLISHED);
        assertThat(bench.state.waiting()).isZero();
    }

    /// With the defaults: a heartbeat every minute and nothing else.
    @Test
    void anIdleDayMakesFewObjects() {
        ExporterProperties usual = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("chirograph.exporter", ExporterProperties.class);
        Bench bench = new Bench(
                journal, Unclassed.only(archive, Bench.directory()), Bench.staging(directory), usual, Bench.RING);
        for (int second = 0; second < 24 * 60 * 60; second += 5) {
            if (second % 60 == 0) {
                beat(bench);
            }
            bench.exporter.step(false);
            bench.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            bench.clock.advance(Duration.ofSeconds(5));
            assertThat(bench.state.age()).isLessThan(usual.alarmAfter());
        }
        assertThat(archive.puts).hasSizeBetween(700, 800);
    }

    @Test
    void aSegmentKeepsItsBounds() throws Exception {
        Bench bench = bench(1000);
        String large = "x".repeat(40_000);
        journal.add(large, Bench.NOON);
        journal.add(large, Bench.NOON);
        record(1001, Bench.NOON);
        bench.run();
        assertThat(archive.keys("/events/"))
                .extracting(
                        key -> SegmentName.of(Judge.LAYOUT, key).orElseThrow().count())
                .containsExactly(1L, 1000L, 2L);
        Judge.oneHistory(archive, journal, 1003);
    }

    @Test
    void aSegmentNeverSpansTwoDatesAndDatesNeverDecrease() throws Exception {
        Bench bench = bench(1000);
        record(2, Instant.parse("2026-11-21T23:59:59.999Z"));
        record(3, Instant.parse("2026-11-22T00:00:00Z"));
        record(4, Instant.parse("2026-11-21T23:00:00Z"));
        record(1, Instant.parse("2026-11-23T00:00:00Z"));
        bench.run();
        record(1, Instant.parse("2026-11-20T00:00:00Z"));
        bench.run();
        assertThat(archive.keys("/events/"))
                .extracting(key -> SegmentName.of(Judge.LAYOUT, key).orElseThrow())
                .containsExactly(
                        new SegmentName(java.time.LocalDate.parse("2026-11-21"), 0, 2),
                        new SegmentName(java.time.LocalDate.parse("2026-11-22"), 2, 7),
                        new SegmentName(java.time.LocalDate.parse("2026-11-23"), 9, 1),
                        new SegmentName(java.time.LocalDate.parse("2026-11-23"), 10, 1));
        Judge.oneHistory(archive, journal, 11);
    }

    @Test
    void aRecordThatIsNoLineStopsTheExport() {
        Bench bench = bench(10);
        journal.add("two\nlines", Bench.NOON);
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains("record 0 holds a line feed");
        assertThat(archive.objects).isEmpty();
    }

    @Test
    void aRestartGoesOnWhereItEnded() throws Exception {
        for (int round = 0; round < 6; round++) {
            record(127, Bench.NOON.plus(Duration.ofHours(5L * round)));
            journal.restart();
            assertThat(bench(50).run()).isEqualTo(Exporter.Step.IDLE);
            assertThat(journal.confirmed()).isEqualTo(journal.nextSequence());
            journal.forget(journal.nextSequence());
        }
        Judge.oneHistory(archive, journal, 6 * 127);
    }

    @Test
    void ageCountsByTheEventsTimeAndByWaitingWhicheverIsMore() {
        Bench bench = bench(10);
        assertThat(bench.state.age()).isEqualTo(Duration.ZERO);
        record(1, Bench.NOON.minusSeconds(30));
        assertThat(bench.state.age()).isEqualTo(Duration.ofSeconds(30));
        bench.clock.advance(Duration.ofHours(-1));
        bench.nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(bench.state.age()).isEqualTo(Duration.ofSeconds(61));
        assertThat(new ExportHealth(bench.exporters, Bench.properties(10))
                        .health()
                        .getStatus()
                        .getCode())
                .isEqualTo("DOWN");
        bench.run();
        assertThat(bench.state.age()).isEqualTo(Duration.ZERO);
        assertThat(new ExportHealth(bench.exporters, Bench.properties(10))
                        .health()
                        .getStatus()
                        .getCode())
                .isEqualTo("UP");
    }

    @Test
    void aForeignCheckpointStopsTheExportAndHealthSaysWhy() {
        Bench bench = bench(10);
        record(5, Bench.NOON);
        bench.run();
        String log = LogIdentity.of(Bench.SIGNER.verifierKey()).id();
        archive.write(log + "/checkpoints/0000000000000007", "somebody else's".getBytes(UTF_8));
        record(5, Bench.NOON);
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(archive.keys("/checkpoints/")).hasSize(2);
        assertThat(new ExportHealth(bench.exporters, Bench.properties(10))
                        .health()
                        .getDetails()
                        .get("reason"))
                .asString()
                .contains("checkpoints/0000000000000007");
    }
}
