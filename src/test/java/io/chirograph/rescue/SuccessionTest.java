package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.keys.SigningKeyCommand;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.VerificationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup of the data directory was restored after more had been published, and recording went on.
@Tag("slow")
class SuccessionTest {
    private static final UUID PUBLISHED = new UUID(1, 1);
    private static final UUID LATER = new UUID(2, 2);
    private static final UUID RESTORED = new UUID(3, 3);

    @TempDir
    private Path directory;

    private DeadNode node;
    private DeadNode restored;
    private VerifierKey oldKey;

    @BeforeEach
    void restoreABackup() throws Exception {
        node = DeadNode.in(directory);
        oldKey = node.verifierKey();
        node.recordAndDie(PUBLISHED, 3);
        node.publishAndDie();
        restored = node.copy(directory.resolve("restored"));
        node.recordAndDie(LATER, 290);
        node.publishAndDie();
        restored.recordAndDie(RESTORED, 5);
    }

    private int succeed(DeadNode one, String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(
                new String[] {"succeed", "--offline", "--reason", "a backup was restored"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return one.run(load -> new LogCommand(() -> load.apply(Map.of())), arguments);
    }

    private void exportAll() {
        assertThat(restored.run(JournalCommand::new, "export", restored.data.toString()))
                .as(restored.said())
                .isZero();
    }

    private static LogReport of(VerificationReport report, VerifierKey key) {
        return report.logs().stream()
                .filter(log -> log.log().equals(key.logId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyUnpublishedRecordComesOutInANewLogThatNamesTheOldOne() throws Exception {
        assertThat(succeed(restored)).as(restored.said()).isZero();
        VerifierKey newKey = restored.verifierKey();
        assertThat(newKey).isNotEqualTo(oldKey);
        assertThat(restored.said()).endsWith(newKey.encode() + "\n");
        exportAll();

        VerificationReport report = node.verify(oldKey, newKey);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        LogReport before = of(report, oldKey);
        LogReport after = of(report, newKey);
        assertThat(after.findings())
                .filteredOn(finding -> finding.kind() == FindingKind.LOG_SUCCEEDS)
                .singleElement()
                .extracting(Finding::found)
                .asString()
                .contains("log " + before.log() + " ended at size " + before.size() + " with root sha256:"
                        + Objects.requireNonNull(before.root()).hex())
                .contains("a backup was restored");
        assertThat(restored.types())
                .startsWith("log.started", "ai.call.started", "archive.checked")
                .contains("log.recovered")
                .endsWith("ai.call.completed", "log.stopped")
                .hasSize((int) after.size());
        assertThat(after.counts()).containsEntry(FindingKind.CALL_INTERRUPTED, 2L);
        assertThat(after.counts()).containsEntry(FindingKind.CALL_NOT_STARTED, 1L);
        assertThat(after.counts()).doesNotContainKey(FindingKind.CALL_OPEN);
    }

    @Test
    void theOldLogIsKeptBesideTheNewOne() throws Exception {
        String id = oldKey.logId();
        byte[] old = Files.readAllBytes(restored.key);
        assertThat(succeed(restored)).isZero();
        assertThat(restored.data.resolve("journal-" + id)).isDirectory();
        assertThat(restored.data.resolve("retired/" + id + "/staging/cursor")).exists();
        assertThat(restored.data.resolve("retired/" + id + "/signing-key.pem")).hasBinaryContent(old);
        assertThat(restored.data.resolve("predecessors")).hasContent(oldKey.encode());
        assertThat(restored.data.resolve("staging")).doesNotExist();
        assertThat(SuccessionPlan.isPending(restored.data)).isFalse();
    }

    @Test
    void aKeyFileOfItsOwnIsUsedAndNothingConfiguredIsTouched() throws Exception {
        byte[] configured = Files.readAllBytes(restored.key);
        Path file = directory.resolve("next.pem");
        assertThat(succeed(restored, "--signing-key", file.toString()))
                .as(restored.said())
                .isZero();
        assertThat(restored.key).hasBinaryContent(configured);
        assertThat(restored.said()).contains("set chirograph.log.signing-key to " + file);
        assertThat(restored.run(JournalCommand::new, "export", restored.data.toString()))
                .as("the old key has no place in this data directory any more")
                .isEqualTo(1);
    }

    @Test
    void aRotationAmongTheRecordsTakenOverIsNoneOfTheNewLog() throws Exception {
        assertThat(restored.run(load -> new SigningKeyCommand(() -> load.apply(Map.of())), "rotate", "--offline"))
                .as(restored.said())
                .isZero();
        assertThat(succeed(restored)).as(restored.said()).isZero();
        VerifierKey newKey = restored.verifierKey();
        exportAll();
        assertThat(restored.types()).contains("key.rotated");
        VerificationReport report = node.verify(oldKey, newKey);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
    }

    @Test
    void anEndOfTheOldLogThatItDidNotSignIsAFailure() throws Exception {
        assertThat(succeed(restored)).isZero();
        VerifierKey newKey = restored.verifierKey();
        exportAll();
        LogReport before = of(node.verify(oldKey, newKey), oldKey);
        Files.delete(node.archive.resolve(before.log() + "/checkpoints/" + "%016d".formatted(before.size())));
        LogReport after = of(node.verify(oldKey, newKey), newKey);
        assertThat(after.state()).isEqualTo(LogReport.State.FAILS);
        assertThat(after.counts()).containsKey(FindingKind.SUCCESSION_MISMATCH);
    }

    @Test
    void aLogThatGoesOnHasNothingToSucceed() throws Exception {
        int before = node.types().size();
        assertThat(succeed(node)).isEqualTo(1);
        assertThat(node.said()).contains("there is nothing to succeed");
        assertThat(node.types()).hasSize(before);
        assertThat(node.verifierKey()).isEqualTo(oldKey);
    }

    @Test
    void itWorksASecondTime() throws Exception {
        assertThat(succeed(restored)).isZero();
        VerifierKey second = restored.verifierKey();
        exportAll();
        DeadNode again = restored.copy(directory.resolve("again"));
        restored.recordAndDie(new UUID(4, 4), 2);
        restored.publishAndDie();
        again.recordAndDie(new UUID(5, 5), 2);
        assertThat(succeed(again)).as(again.said()).isZero();
        VerifierKey third = again.verifierKey();
        assertThat(again.run(JournalCommand::new, "export", again.data.toString()))
                .isZero();
        VerificationReport report = node.verify(oldKey, second, third);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(again.data.resolve("predecessors")).hasContent(oldKey.encode() + "\n" + second.encode());
    }
}
