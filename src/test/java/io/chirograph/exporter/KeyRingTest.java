package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Interrupted;
import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final Layout LAYOUT =
            new Layout(LogIdentity.of(Bench.SIGNER.verifierKey()).id());

    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();

    private KeyRing ring() {
        return Bench.ring(Bench.SIGNER, directory);
    }

    private Bench bench() {
        return new Bench(journal, archive, Bench.staging(directory), 10, ring());
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            journal.add("{\"event\":" + journal.nextSequence() + "}", Bench.NOON);
        }
    }

    /// As the command does it: the key first, then the record.
    private VerifierKey rotate() throws Exception {
        NoteSigner next = ring().prepare(Set.of());
        journal.append(new JournalRecord(
                RecordKind.ROTATES, KeyRing.mark(next.verifierKey()), (byte) 0, Bench.NOON, "rotated".getBytes(UTF_8)));
        return next.verifierKey();
    }

    private Set<VerifierKey> signers(long size, VerifierKey... known) throws Exception {
        return SignedNote.parse(archive.bytes(LAYOUT.checkpoint(size)))
                .verify(List.of(known))
                .keySet();
    }

    @Test
    void theCheckpointThatEndsWithARotationIsSignedByBothKeys() throws Exception {
        VerifierKey a = Bench.SIGNER.verifierKey();
        record(3);
        VerifierKey b = rotate();
        record(4);
        assertThat(bench().run()).isEqualTo(Exporter.Step.IDLE);
        VerifierKey c = rotate();
        record(1);
        assertThat(bench().run()).isEqualTo(Exporter.Step.IDLE);

        assertThat(archive.keys("/checkpoints/"))
                .extracting(
                        key -> Long.parseLong(key.substring(LAYOUT.checkpoints().length())))
                .containsExactly(4L, 8L, 9L, 10L);
        assertThat(signers(4, a, b, c)).containsExactlyInAnyOrder(a, b);
        assertThat(signers(8, a, b, c)).containsExactly(b);
        assertThat(signers(9, a, b, c)).containsExactlyInAnyOrder(b, c);
        assertThat(signers(10, a, b, c)).containsExactly(c);
        assertThat(archive.keys("")).allMatch(key -> key.startsWith(LAYOUT.logId()));
        assertThat(ring().history().keys()).containsExactly(a, b, c);
    }

    /// Whatever part of the work is lost, the same checkpoints come out.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aCrashAtAnyStepLeadsToTheSameSignatures(int failing) throws Exception {
        record(3);
        VerifierKey b = rotate();
        record(2);
        Staging staging = new Staging(directory.resolve("staging"));
        for (int step = 0; step <= failing; step++) {
            // The archive is away from the n-th put on: the process ends, and another begins with what was forced.
            MemoryArchive now = archive;
            new Bench(journal, new Interrupted(now, step), staging, 10, ring()).exporter.step(true);
        }
        assertThat(new Bench(journal, archive, staging, 10, ring()).run()).isEqualTo(Exporter.Step.IDLE);
        VerifierKey a = Bench.SIGNER.verifierKey();
        assertThat(signers(4, a, b)).containsExactlyInAnyOrder(a, b);
        assertThat(signers(6, a, b)).containsExactly(b);
        assertThat(Checkpoint.parse(SignedNote.parse(archive.bytes(LAYOUT.checkpoint(6)))
                                .text())
                        .size())
                .isEqualTo(6);
    }

    @Test
    void aKeyThatNoEventNamesIsReplaced() throws Exception {
        NoteSigner left = ring().prepare(Set.of());
        NoteSigner next = ring().prepare(Set.of());
        try (var files = Files.list(directory.resolve("signing-keys"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly(next.verifierKey().idHex() + ".pem");
        }
        assertThat(left.verifierKey()).isNotEqualTo(next.verifierKey());
        NoteSigner third = ring().prepare(Set.of(KeyRing.mark(next.verifierKey())));
        assertThat(ring().load(KeyRing.mark(next.verifierKey())).verifierKey()).isEqualTo(next.verifierKey());
        assertThat(third).isNotNull();
    }

    @Test
    void withoutTheKeyTheExportWaits() throws Exception {
        record(1);
        VerifierKey next = rotate();
        Path file = directory.resolve("signing-keys/" + next.idHex() + ".pem");
        byte[] kept = Files.readAllBytes(file);
        Files.delete(file);
        Bench bench = bench();
        assertThat(bench.run()).isEqualTo(Exporter.Step.FAILED);
        assertThat(bench.state.failure()).contains(next.idHex());
        assertThat(archive.objects).isEmpty();
        Files.write(file, kept);
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
    }

    @Test
    void anotherKeyForTheSameRecordStopsTheExport() throws Exception {
        KeyRing ring = ring();
        NoteSigner one = ring.prepare(Set.of());
        ring.activate(5, KeyRing.mark(one.verifierKey()));
        ring.activate(5, KeyRing.mark(one.verifierKey()));
        assertThatThrownBy(() -> ring.activate(5, new UUID(0, 1))).isInstanceOf(ExportStoppedException.class);
        assertThatThrownBy(() -> ring.activate(4, KeyRing.mark(one.verifierKey())))
                .isInstanceOf(ExportStoppedException.class);
    }

    @Test
    void aDamagedRingIsNamed() throws Exception {
        Files.createDirectories(directory.resolve("signing-keys"));
        Files.writeString(directory.resolve("signing-keys/ring"), "chirograph keys 1\nfive abcdef01\n");
        assertThatThrownBy(() -> KeyRing.open(Bench.SIGNER, directory, Passphrase.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("five abcdef01");
    }

    @Test
    void keysOfTheRingAreEncryptedWhereThereIsAPassphrase() throws Exception {
        Passphrase secret = new Passphrase("a variable", "correct horse");
        NoteSigner key = KeyRing.open(Bench.SIGNER, directory, secret).prepare(Set.of());
        assertThat(Files.readString(
                        directory.resolve("signing-keys/" + key.verifierKey().idHex() + ".pem")))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(KeyRing.open(Bench.SIGNER, directory, secret)
                        .load(KeyRing.mark(key.verifierKey()))
                        .verifierKey())
                .isEqualTo(key.verifierKey());
    }
}
