package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node has died; its data directory is all that there is, on another machine.
@Tag("slow")
class NodeExportTest {
    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(2, 2);

    @TempDir
    private Path directory;

    private DeadNode node;

    /// One call is published, another and some events are not.
    @BeforeEach
    void die() throws Exception {
        node = DeadNode.in(directory);
        node.recordAndDie(FIRST, 3);
        node.publishAndDie();
        node.recordAndDie(SECOND, 250);
    }

    private int export(DeadNode dead, String... more) {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "export";
        arguments[1] = dead.data.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return node.run(JournalCommand::new, arguments);
    }

    private LogReport verified() throws Exception {
        return node.verify(node.verifierKey()).logs().getFirst();
    }

    @Test
    void everythingIsInTheArchiveAndBothCallsAreInterrupted() throws Exception {
        DeadNode moved = node.copy(directory.resolve("moved"));
        assertThat(export(moved)).as(node.said()).isZero();
        LogReport report = verified();
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.counts()).containsEntry(FindingKind.CALL_INTERRUPTED, 2L);
        assertThat(report.counts()).doesNotContainKey(FindingKind.CALL_OPEN);
        assertThat(moved.types()).hasSize((int) report.size()).endsWith("ai.call.completed", "log.stopped");
        assertThat(moved.types()).contains("log.recovered", "log.started");
        assertThat(node.said()).contains("all its " + report.size() + " events are in the archive");
    }

    @Test
    void doneAgainItDoesNothing() throws Exception {
        assertThat(export(node)).isZero();
        long size = verified().size();
        assertThat(export(node)).as(node.said()).isZero();
        assertThat(verified().size()).isEqualTo(size);
        assertThat(node.types()).hasSize((int) size);
    }

    @Test
    void aTornEndIsCutAndToldInTheLog() throws Exception {
        Path journal = node.data.resolve("journal");
        try (var files = Files.list(journal)) {
            Path last = files.filter(file -> file.toString().endsWith(".journal"))
                    .max(Path::compareTo)
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(last);
            int used = (int) io.chirograph.journal.inspect.JournalInspection.of(journal)
                    .files()
                    .getLast()
                    .used();
            bytes[used + 3] = 1;
            Files.write(last, bytes);
        }
        assertThat(export(node)).as(node.said()).isZero();
        assertThat(verified().counts()).containsEntry(FindingKind.STOP_UNCLEAN, 1L);
    }

    @Test
    void anArchiveThatIsAheadIsRefusedAndNothingIsRecorded() throws Exception {
        DeadNode backup = node.copy(directory.resolve("backup"));
        assertThat(export(node)).isZero();
        long size = verified().size();
        int before = backup.types().size();
        assertThat(export(backup)).isEqualTo(1);
        assertThat(node.said()).contains("this data directory is older than its archive");
        assertThat(backup.types()).hasSize(before);
        assertThat(verified().size()).isEqualTo(size);
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        DeadNode other = DeadNode.in(Files.createDirectory(directory.resolve("other")));
        DeadNode foreign = node.copy(other.data);
        assertThat(other.run(JournalCommand::new, "export", foreign.data.toString()))
                .isEqualTo(1);
        assertThat(other.said()).contains("this data directory holds the log gw-1-");
    }

    @Test
    void anArchiveThatDoesNotTakeItIsTwoAndTheSameWorksLater() throws Exception {
        Path tiles = node.archive.resolve(node.verifierKey().logId()).resolve("tile");
        Files.writeString(tiles, "no directory");
        assertThat(export(node)).isEqualTo(2);
        assertThat(node.said()).contains("run the same again");
        Files.delete(tiles);
        assertThat(export(node)).as(node.said()).isZero();
        assertThat(verified().state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void aRunningNodeIsLeftAlone() throws Exception {
        try (DiskJournal running = node.journal()) {
            assertThat(running.nextSequence()).isPositive();
            assertThat(export(node)).isNotZero();
        }
        assertThat(node.said()).contains("is in use by process");
    }

    @Test
    void whereThereIsNoJournalNoneIsMade() {
        Path empty = directory.resolve("nothing");
        assertThat(node.run(JournalCommand::new, "export", empty.toString())).isNotZero();
        assertThat(empty).doesNotExist();
    }
}
