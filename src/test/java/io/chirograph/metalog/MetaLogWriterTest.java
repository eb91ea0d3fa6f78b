package io.chirograph.metalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.query.index.TestLog;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.meta.MetaLog;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rounds of a meta log: what they cover, what is refused, and what is left behind when a process ends.
class MetaLogWriterTest {
    private final MetaLogs made = new MetaLogs(3);

    MetaLogWriterTest() throws Exception {}

    private void assertHolds() throws Exception {
        var report = made.verify();
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
    }

    private static MetaLog.Entry entry(MetaLog.Round round, String log) {
        return Objects.requireNonNull(round.entries().get(log));
    }

    private static long size(MetaLogWriter.Result result, String log) {
        return Objects.requireNonNull(result.covered().get(log)).size();
    }

    @Test
    void eachRoundHasTheNewestCheckpointOfEachLog() throws Exception {
        MetaLogWriter writer = made.writer();
        assertThat(writer.round().size()).isZero();
        for (int round = 1; round <= 100; round++) {
            if (round % 3 != 0) {
                made.grow(1 + round % 2);
            }
            made.clock.advance(MetaLogs.INTERVAL);
            assertThat(writer.round().size()).isEqualTo(3L * round);
        }
        MetaLog.Round newest = made.reader().newest().orElseThrow();
        for (TestLog log : made.logs) {
            String id = log.followed().id();
            assertThat(entry(newest, id).covered().size()).isEqualTo(log.events.size());
        }
        assertThat(made.archive.keys(made.id() + "/tile/")).hasSize(1);
        assertHolds();
        assertThat(Objects.requireNonNull(made.verify().metaLog()).text())
                .startsWith("meta log " + MetaLogs.ORIGIN + " of size 300, root ");
    }

    @Test
    void aProcessWithoutAnyStateGoesOn() throws Exception {
        for (int round = 1; round <= 4; round++) {
            made.grow(1);
            made.clock.advance(Duration.ofHours(9));
            assertThat(made.writer().round().size()).isEqualTo(3L * round);
        }
        assertHolds();
    }

    @Test
    void aClockThatStepsBackKeepsTheDates() throws Exception {
        made.grow(1);
        made.clock.advance(Duration.ofDays(2));
        made.writer().round();
        made.clock.advance(Duration.ofDays(-2));
        made.writer().round();
        assertHolds();
    }

    enum End {
        BEFORE,
        AFTER,
        REFUSED,
        DONE_BUT_REFUSED
    }

    /// Ends a process at one of its puts, or makes it believe that the put failed.
    private static final class Ending extends ForwardingArchive {
        private final End end;
        private int left;

        Ending(Archive archive, int put, End end) {
            super(archive);
            this.end = end;
            this.left = put;
        }

        @Override
        public PutResult put(String key, byte[] content, Retention retention)
                throws ArchiveConflictException, ArchiveUnavailableException {
            boolean now = left-- == 0;
            if (now && end == End.BEFORE) {
                throw new AssertionError("ended before " + key);
            }
            if (now && end == End.REFUSED) {
                throw new ArchiveUnavailableException("refused", null);
            }
            PutResult result = super.put(key, content, retention);
            if (now && end == End.AFTER) {
                throw new AssertionError("ended after " + key);
            }
            if (now && end == End.DONE_BUT_REFUSED) {
                throw new ArchiveUnavailableException("cut off", null);
            }
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aCrashAtAnyPutLeavesALogThatGoesOn(End end) throws Exception {
        // So many entries that a round fills a tile: segment, tile, checkpoint.
        made.grow(1);
        MetaLogWriter first = made.writer();
        for (int round = 0; round < 85; round++) {
            first.round();
        }
        for (int put = 0; put < 3; put++) {
            made.grow(1);
            MetaLogWriter ends = made.writer(new Ending(made.archive, put, end));
            for (int tried = 0; tried < 2; tried++) {
                try {
                    ends.round();
                } catch (AssertionError | ArchiveUnavailableException e) {
                    assertThat(e.getMessage()).isNotNull();
                }
            }
            made.grow(1);
            made.clock.advance(MetaLogs.INTERVAL);
            made.writer().round();
            made.writer().round();
            var newest = made.reader().newest().orElseThrow();
            assertThat(entry(newest, made.id(0)).covered().size())
                    .isEqualTo(made.logs.getFirst().events.size());
        }
        assertHolds();
    }

    @Test
    void aSecondWriterStopsOneOfThem() throws Exception {
        made.grow(1);
        MetaLogWriter one = made.writer();
        MetaLogWriter other = made.writer();
        one.round();
        other.last();
        made.grow(1);
        made.clock.advance(MetaLogs.INTERVAL);
        other.round();
        made.clock.advance(MetaLogs.INTERVAL);
        assertThatThrownBy(one::round).isInstanceOfAny(ArchiveConflictException.class, ExportStoppedException.class);
        made.grow(1);
        other.round();
        assertHolds();
    }

    /// Whoever may write into the bucket and has no key cannot have his segment signed.
    @ParameterizedTest
    @EnumSource(Foreign.class)
    void aSegmentThatIsNotOursIsNeverSigned(Foreign foreign) throws Exception {
        made.grow(1);
        made.writer().round();
        byte[] entry = entry(made.reader().newest().orElseThrow(), made.id(0)).bytes();
        String text = new String(entry, java.nio.charset.StandardCharsets.UTF_8);
        String line = switch (foreign) {
            case NO_EVENT -> "nothing";
            case OTHER_ORIGIN -> text.replace("//" + MetaLogs.ORIGIN, "//example.com/chirograph/other");
            case OTHER_LOG -> text.replace("\"log\":\"" + made.id(0), "\"log\":\"" + made.id(1));
            case UNKNOWN_LOG -> text.replace("\"log\":\"" + made.id(0), "\"log\":\"gw-1-00000000");
            case OTHER_NOTE -> text.replace("gw-1\\n2\\n", "gw-1\\n1\\n");
        };
        byte[] object = SegmentCodec.encode((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        LocalDate date = LocalDate.parse("2026-11-21");
        made.archive.write(new Layout(made.id()).segment(date, 3, 1), object);
        assertThatThrownBy(() -> made.writer().round())
                .isInstanceOf(ExportStoppedException.class)
                .hasMessageContaining("which this process would not have written");
        assertThat(made.reader().newest().orElseThrow().size()).isEqualTo(3);
    }

    enum Foreign {
        NO_EVENT,
        OTHER_ORIGIN,
        OTHER_LOG,
        UNKNOWN_LOG,
        OTHER_NOTE
    }

    @Test
    void anotherObjectBehindTheEndStopsIt() throws Exception {
        made.grow(1);
        MetaLogWriter writer = made.writer();
        writer.round();
        made.archive.write(new Layout(made.id()).segment(LocalDate.parse("2026-11-21"), 4, 1), new byte[] {1});
        assertThatThrownBy(writer::round)
                .isInstanceOf(ExportStoppedException.class)
                .hasMessageContaining("does another one have the same key and origin");
    }

    @Test
    void aMetaLogWhoseArchiveIsNotWhatItSignedIsNotGoneOnWith() throws Exception {
        made.grow(1);
        made.writer().round();
        String key = made.archive.keys(made.id() + "/checkpoints/").getFirst();
        byte[] note = made.archive.bytes(key);
        for (int i = 0; i < note.length; i++) {
            byte[] changed = note.clone();
            changed[i] ^= 1;
            made.archive.replace(key, changed);
            assertThatThrownBy(() -> made.writer().round()).as("byte " + i).isInstanceOf(ExportStoppedException.class);
        }
    }

    @Test
    void aLogThatForksIsRefusedAndTheOthersGoOn() throws Exception {
        byte[] key = TestLog.key();
        MemoryArchive elsewhere = new MemoryArchive();
        TestLog true1 = new TestLog(made.archive, "example.com/chirograph/gw-9", key);
        TestLog false1 = new TestLog(elsewhere, "example.com/chirograph/gw-9", key);
        made.logs.add(true1);
        made.grow(2);
        MetaLogWriter writer = made.writer();
        writer.round();
        String id = true1.followed().id();
        for (int i = 0; i < 4; i++) {
            false1.ok(Map.of());
        }
        false1.publish();
        for (String one : made.archive.keys(id + "/")) {
            made.archive.remove(one);
        }
        elsewhere.keys(id + "/").forEach(one -> made.archive.write(one, elsewhere.bytes(one)));
        made.logs.remove(true1);
        made.grow(1);
        made.logs.add(true1);
        made.clock.advance(MetaLogs.INTERVAL);
        MetaLogWriter.Result result = writer.round();
        assertThat(result.refused()).containsOnlyKeys(id);
        assertThat(result.refused().get(id)).contains("two histories");
        assertThat(size(result, id)).isEqualTo(4);
        assertThat(size(result, made.id(0))).isEqualTo(6);
        assertThat(MetaLogs.failures(made.verify())).containsExactly("fork");
    }

    @Test
    void aLogThatShrinksOrVanishesIsRefused() throws Exception {
        made.grow(1);
        made.grow(1);
        MetaLogWriter writer = made.writer();
        writer.round();
        String newest = made.archive.keys(made.id(0) + "/checkpoints/").getLast();
        made.archive.remove(newest);
        assertThat(writer.round().refused().get(made.id(0)))
                .isEqualTo("its newest checkpoint must be of size 4 or more, was 2");
        assertThat(MetaLogs.failures(made.verify())).containsExactly("tail-cut");
        for (String one : made.archive.keys(made.id(0) + "/")) {
            made.archive.remove(one);
        }
        MetaLogWriter.Result result = made.writer().round();
        assertThat(result.refused()).containsOnlyKeys(made.id(0));
        assertThat(result.covered()).hasSize(3);
        assertThat(MetaLogs.failures(made.verify())).contains("log-missing", "tail-cut");
    }

    @Test
    void aLogThatAnotherKeySignedIsNeverCovered() throws Exception {
        made.grow(1);
        String one = made.archive.keys(made.id(0) + "/checkpoints/").getFirst();
        made.archive.replace(
                one,
                made.archive.bytes(
                        made.archive.keys(made.id(1) + "/checkpoints/").getFirst()));
        MetaLogWriter.Result result = made.writer().round();
        assertThat(result.refused()).containsOnlyKeys(made.id(0));
        assertThat(result.covered()).containsOnlyKeys(made.id(1), made.id(2));
    }

    @Test
    void noByteOfACheckpointCanChange() throws Exception {
        made.grow(1);
        String key = made.archive.keys(made.id(0) + "/checkpoints/").getFirst();
        byte[] note = made.archive.bytes(key);
        for (int i = 0; i < note.length; i++) {
            byte[] changed = note.clone();
            changed[i] ^= 1;
            made.archive.replace(key, changed);
            assertThat(made.writer().round().refused()).as("byte " + i).containsOnlyKeys(made.id(0));
            made.archive.keys(made.id() + "/").forEach(made.archive::remove);
        }
    }

    @Test
    void aHugeNoteIsRefused() throws Exception {
        made.grow(1);
        String key = made.archive.keys(made.id(0) + "/checkpoints/").getFirst();
        String note = new String(made.archive.bytes(key), java.nio.charset.StandardCharsets.UTF_8);
        String line = note.substring(note.indexOf("\n\n") + 2);
        String huge = note + line.repeat(98);
        made.archive.replace(key, huge.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(huge.length()).isGreaterThan(io.chirograph.verifier.meta.CoveredCheckpoint.MAX_NOTE / 2);
        made.archive.replace(key, ("x".repeat(17_000) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(made.writer().round().refused().get(made.id(0)))
                .contains("must have at most 16384 bytes, was 17001");
    }
}
