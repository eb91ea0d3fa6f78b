package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.StoredRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A journal that others keep gives out positions for the second time: no second history is ever published.
class SharedJournalTest {
    @TempDir
    Path directory;

    private final Kept journal = new Kept();
    private final MemoryArchive archive = new MemoryArchive();

    private static final class Kept extends MemoryJournal {
        private int epoch = 3;

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public synchronized long read(long sequence, Predicate<StoredRecord> sink) {
            return super.read(
                    sequence, one -> sink.test(new StoredRecord(one.sequence(), one.entry(), one.content(), epoch)));
        }
    }

    private Bench bench() {
        return new Bench(journal, archive, Bench.staging(directory), 130);
    }

    private void record(int count, String text) {
        for (int i = 0; i < count; i++) {
            journal.add("{\"event\":\"" + text + " " + journal.nextSequence() + "\"}", Bench.NOON);
        }
    }

    private void published(int count) {
        record(count, "first");
        assertThat(bench().run()).isEqualTo(Exporter.Step.IDLE);
        journal.restart();
    }

    private void expectStop(Bench bench, String reason) {
        int checkpoints = archive.keys("/checkpoints/").size();
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(bench.state.stopped()).contains(reason);
        assertThat(archive.keys("/checkpoints/")).hasSize(checkpoints);
    }

    @Test
    void theCursorHoldsTheLastRecordAndGoesOnFromIt() throws Exception {
        published(20);
        assertThat(Files.readString(directory.resolve("staging/cursor")))
                .startsWith("chirograph cursor 2\n")
                .contains("\n20\n")
                .contains("\n3\n");
        record(10, "more");
        assertThat(bench().run()).isEqualTo(Exporter.Step.IDLE);
        assertThat(journal.confirmed()).isEqualTo(30);
    }

    @Test
    void otherRecordsAtPublishedPositionsStopATakeOver() {
        published(20);
        journal.rewind(15);
        record(30, "second");
        expectStop(bench(), "positions were given out twice");
    }

    @Test
    void theSameRecordOfAnotherEpochStopsIt() {
        published(20);
        journal.epoch = 0;
        record(5, "first");
        expectStop(bench(), "of epoch 3, and in the journal");
    }

    @Test
    void otherRecordsAtPublishedPositionsStopARunningExporter() {
        record(20, "first");
        Bench bench = bench();
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        journal.rewind(15);
        record(30, "second");
        expectStop(bench, "positions were given out twice");
    }

    @Test
    void aLastRecordThatIsGoneStopsIt() {
        published(20);
        record(5, "first");
        journal.forget(20);
        expectStop(bench(), "no longer holds record 19");
    }

    @Test
    void aNewDataDirectoryGoesOnFromTheLastRecordAlone() throws Exception {
        published(20);
        journal.forget(19);
        Files.delete(directory.resolve("staging/cursor"));
        record(5, "first");
        assertThat(bench().run()).isEqualTo(Exporter.Step.IDLE);
        assertThat(journal.confirmed()).isEqualTo(25);
    }

    @Test
    void aNewDataDirectoryDoesNotGoOnFromAnotherRecord() throws Exception {
        published(20);
        journal.rewind(19);
        Files.delete(directory.resolve("staging/cursor"));
        record(5, "second");
        journal.forget(19);
        expectStop(bench(), "cannot show that they are its own");
    }
}
