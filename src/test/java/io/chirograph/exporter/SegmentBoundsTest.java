package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.chirograph.event.EventView;
import io.chirograph.journal.Journal;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The largest that the exporter may write is read, by itself after a restart and by the verifier.
class SegmentBoundsTest {
    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();

    private void assertIsRead(long... counts) throws Exception {
        Bench bench = new Bench(journal, archive, Bench.staging(directory), SegmentName.MAX_COUNT);
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        PublishedLog log = new PublishedLog(archive, Judge.LAYOUT.logId());
        List<SegmentName> segments = log.segments(null, 10);
        assertThat(segments).extracting(SegmentName::count).containsExactly(boxed(counts));
        List<byte[]> entries = new ArrayList<>();
        for (SegmentName segment : segments) {
            log.entries(segment, (position, entry) -> entries.add(entry));
        }
        assertThat(entries).hasSize((int) journal.nextSequence());
        journal.restart();
        Bench again = new Bench(journal, archive, Bench.staging(directory.resolve("lost")), SegmentName.MAX_COUNT);
        assertThat(again.run()).isEqualTo(Exporter.Step.IDLE);
    }

    private static Long[] boxed(long... counts) {
        return Arrays.stream(counts).boxed().toArray(Long[]::new);
    }

    @Test
    void asManyEventsAsASegmentMayHold() throws Exception {
        for (int i = 0; i < SegmentName.MAX_COUNT + 1; i++) {
            journal.add("", Bench.NOON);
        }
        assertIsRead(SegmentName.MAX_COUNT, 1);
    }

    @Test
    void anEventAsLargeAsTheJournalTakesAndThatCompressionDoesNotMakeSmaller() throws Exception {
        byte[] noise = new byte[Journal.MAX_PAYLOAD];
        new Random(1).nextBytes(noise);
        journal.add(Base64.getEncoder().encodeToString(noise).substring(0, Journal.MAX_PAYLOAD), Bench.NOON);
        assertIsRead(1);
        assertThat(journal.payload(0)).hasSize(Journal.MAX_PAYLOAD).hasSize(EventView.MAX_BYTES);
    }

    @Test
    void whatCannotBeCompressedStaysWithinAnObjectsBound() {
        assertThat(Zstd.compressBound(SegmentName.MAX_CONTENT)).isLessThanOrEqualTo(SegmentName.MAX_OBJECT);
    }

    @Test
    void anObjectBeyondAllBoundsStopsTheExportAndIsNotAskedForAgain() throws Exception {
        journal.add("{}", Bench.NOON);
        new Bench(journal, archive, Bench.staging(directory), 10).run();
        String checkpoint = Judge.LAYOUT.checkpoint(1);
        archive.write(checkpoint, "x".repeat(2 << 20).getBytes(UTF_8));
        journal.restart();
        Bench after = new Bench(journal, archive, Bench.staging(directory), 10);
        assertThat(after.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(after.state.stopped()).contains(checkpoint).contains("larger than");
        assertThat(after.run()).isEqualTo(Exporter.Step.STOPPED);
    }
}
