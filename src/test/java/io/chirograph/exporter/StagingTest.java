package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.tlog.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    static final SealedBatch BATCH = new SealedBatch(
            "gw-1-0a0b0c0d",
            255,
            257,
            LocalDate.parse("2026-11-21"),
            Hash.of(new byte[32]),
            new TreeSet<>(Set.of((byte) 0, (byte) 3)),
            List.of(
                    new SealedObject("gw-1-0a0b0c0d/events/dt=2026-11-21/1", new byte[] {'\n', '\n', 0, -1}),
                    new SealedObject("gw-1-0a0b0c0d/tile/0/000", new byte[8192]),
                    new SealedObject("gw-1-0a0b0c0d/checkpoints/2", new byte[0])));

    @TempDir
    private Path directory;

    @Test
    void aBatchComesBackByteForByte() throws Exception {
        Staging staging = Bench.staging(directory);
        assertThat(staging.batches()).isEmpty();
        Staging.Staged staged = staging.seal(BATCH);
        assertThat(Bench.staging(directory).batches()).containsOnly(Map.entry(255L, staged));
        SealedBatch found = Bench.staging(directory).batch(staged);
        assertThat(found).usingRecursiveComparison().isEqualTo(BATCH);
        assertThat(found.encode()).isEqualTo(BATCH.encode());
        staging.unseal(staged);
        staging.unseal(staged);
        assertThat(staging.batches()).isEmpty();
    }

    @Test
    void aBatchFromBeforeThereWereClassesIsOfTheDefaultOne() throws Exception {
        byte[] now = BATCH.encode();
        String head = new String(now, StandardCharsets.ISO_8859_1);
        String before = head.substring(0, now.length - 32)
                .replaceFirst("chirograph batch 2", "chirograph batch 1")
                .replaceFirst(" 0,3\n", "\n");
        byte[] body = before.getBytes(StandardCharsets.ISO_8859_1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
        byte[] file = Arrays.copyOf(body, body.length + digest.length);
        System.arraycopy(digest, 0, file, body.length, digest.length);
        SealedBatch found = SealedBatch.decode(file);
        assertThat(found.codes()).containsExactly((byte) 0);
        assertThat(found.root()).isEqualTo(BATCH.root());
        assertThat(found.objects()).hasSize(3);
    }

    @Test
    void anyChangedOrMissingByteOfABatchIsNoticed() throws Exception {
        byte[] file = BATCH.encode();
        for (int i = 0; i < file.length; i += i < 300 ? 1 : 97) {
            byte[] changed = file.clone();
            changed[i] ^= 4;
            assertThatThrownBy(() -> SealedBatch.decode(changed)).isInstanceOf(ExportStoppedException.class);
            byte[] shorter = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> SealedBatch.decode(shorter)).isInstanceOf(ExportStoppedException.class);
        }
    }

    @Test
    void theCursorComesBackAndAHalfWrittenOneIsIgnored() throws Exception {
        Staging staging = Bench.staging(directory);
        ExportCursor cursor = new ExportCursor("example.com/gw", "gw-0a0b0c0d", 42, Hash.of(new byte[32]));
        staging.moveCursor("main", cursor);
        staging.moveCursor("second", new ExportCursor("example.com/gw", "gw-0a0b0c0d", 7, Hash.of(new byte[32])));
        Files.writeString(directory.resolve("staging/cursor.new"), "chirograph cur");
        assertThat(Bench.staging(directory).cursor("main")).hasValue(cursor);
        assertThat(Bench.staging(directory).cursors())
                .extracting(ExportCursor::size)
                .containsExactly(42L, 7L);
    }

    @Test
    void theOneBatchOfAnOlderDirectoryIsTakenUp() throws Exception {
        Files.createDirectories(directory.resolve("staging"));
        Files.write(directory.resolve("staging/batch"), BATCH.encode());
        Staging staging = Bench.staging(directory);
        staging.takeUpOlderFormat();
        assertThat(directory.resolve("staging/batch")).doesNotExist();
        assertThat(staging.batches()).containsOnlyKeys(255L);
    }
}
