package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.LogIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the exporter must not go on from, each with its clear reason.
class OtherHistoriesTest {
    private static final Layout LAYOUT =
            new Layout(LogIdentity.of(Bench.SIGNER.verifierKey()).id());

    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();

    @BeforeEach
    void publishThreeHundred() {
        record(300);
        assertThat(restarted().run()).isEqualTo(Exporter.Step.IDLE);
        journal.restart();
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            journal.add("{\"event\":" + journal.nextSequence() + "}", Bench.NOON);
        }
    }

    private Bench restarted() {
        return new Bench(journal, archive, Bench.staging(directory), 130);
    }

    private void expectStop(String reason) {
        int objects = archive.objects.size();
        Bench bench = restarted();
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains(reason);
        assertThat(archive.objects).hasSize(objects);
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
    }

    @Test
    void anArchiveThatWasEmptiedWhileTheProcessRuns() {
        record(10);
        Bench bench = restarted();
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        archive.objects.clear();
        record(10);
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains("no longer holds", LAYOUT.checkpoint(310));
        assertThat(archive.keys("/checkpoints/")).isEmpty();
    }

    @Test
    void aJournalOlderThanTheArchive() {
        journal.rewind(200);
        expectStop("the journal ends at 200 and the archive holds a checkpoint of size 300");
    }

    @Test
    void anOldDataDirectoryThatRecordedOtherThings() throws Exception {
        Path backup = directory.resolve("backup");
        Files.copy(directory.resolve("staging/cursor"), backup);
        record(10);
        restarted().run();
        Files.copy(backup, directory.resolve("staging/cursor"), StandardCopyOption.REPLACE_EXISTING);
        journal.restart();
        journal.rewind(300);
        journal.add("something else", Bench.NOON);
        record(50);
        expectStop("somebody else went on");
    }

    @Test
    void anEmptyArchive() {
        archive.objects.clear();
        record(1);
        expectStop("it lacks what was published");
    }

    @Test
    void anArchiveThatLostItsLastCheckpoint() {
        archive.objects.remove(LAYOUT.checkpoint(300));
        expectStop("it lacks what was published");
    }

    @Test
    void anotherKey() {
        Bench bench = new Bench(journal, archive, Bench.staging(directory), 130, Bench.signer(8));
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains("this data directory holds the log " + LAYOUT.logId());
    }

    @Test
    void aTileThatWasChanged() {
        String tile = LAYOUT.tile("0/000");
        byte[] bytes = archive.bytes(tile).clone();
        bytes[5] ^= 1;
        archive.stored(tile).set(0, bytes);
        expectStop("tiles and segments in the archive give the root");
    }

    @Test
    void aSegmentThatIsGone() {
        archive.objects.remove(archive.keys("/events/").getLast());
        expectStop("segment-missing in " + LAYOUT.logId() + " at 256: expected events up to 299, found no segments");
    }

    @Test
    void aCheckpointThatSomebodyElseSigned() {
        archive.stored(LAYOUT.checkpoint(300)).set(0, "nonsense\n".getBytes(UTF_8));
        expectStop("is not ours");
    }

    @Test
    void aSegmentBehindTheEndEvenOfAnOlderDate() {
        archive.write(LAYOUT.events() + "dt=2026-11-21/0000000000000300-7.jsonl.zst", new byte[3]);
        journal.add("later", Bench.NOON.plusSeconds(86_400));
        Bench bench = restarted();
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains("0000000000000300-7.jsonl.zst");
        assertThat(archive.keys("/checkpoints/")).hasSize(3);
    }

    @Test
    void aSecondVersionOfTheLastCheckpoint() {
        archive.write(LAYOUT.checkpoint(300), archive.bytes(LAYOUT.checkpoint(260)));
        archive.stored(LAYOUT.checkpoint(300))
                .addFirst(archive.stored(LAYOUT.checkpoint(300)).removeLast());
        record(1);
        Bench bench = restarted();
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains(LAYOUT.checkpoint(300));
    }

    @Test
    void anIdenticalSecondVersionIsHarmless() throws Exception {
        archive.write(LAYOUT.checkpoint(300), archive.bytes(LAYOUT.checkpoint(300)));
        record(1);
        assertThat(restarted().run()).isEqualTo(Exporter.Step.IDLE);
        Judge.oneHistory(archive, journal, 301);
    }

    @Test
    void recordsThatTheJournalLost() {
        record(10);
        journal.forget(305);
        expectStop("the records from 300 to 304 are in neither journal nor archive");
    }

    @Test
    void aLostCursorIsFoundAgainWhereTheJournalProvesIt() throws Exception {
        Files.delete(directory.resolve("staging/cursor"));
        record(5);
        assertThat(restarted().run()).isEqualTo(Exporter.Step.IDLE);
        Judge.oneHistory(archive, journal, 305);
    }

    @Test
    void aLostCursorAndAJournalThatProvesNothing() throws Exception {
        Files.delete(directory.resolve("staging/cursor"));
        journal.forget(290);
        record(5);
        expectStop("cannot show that they are its own");
    }

    @Test
    void aDamagedBatch() throws Exception {
        Files.writeString(directory.resolve("staging/batch"), "half a ba");
        expectStop("the staged batch is damaged");
    }

    @Test
    void aDamagedCursor() throws Exception {
        Files.writeString(directory.resolve("staging/cursor"), "chirograph cursor 1\n");
        expectStop("the cursor is damaged");
    }
}
