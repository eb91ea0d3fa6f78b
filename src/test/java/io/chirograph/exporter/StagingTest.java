package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    private static final SealedBatch BATCH = new SealedBatch(
            "gw-1-0a0b0c0d",
            255,
            257,
            LocalDate.parse("2026-11-21"),
            Hash.of(new byte[32]),
            List.of(
                    new SealedObject("gw-1-0a0b0c0d/events/dt=2026-11-21/1", new byte[] {'\n', '\n', 0, -1}),
                    new SealedObject("gw-1-0a0b0c0d/tile/0/000", new byte[8192]),
                    new SealedObject("gw-1-0a0b0c0d/checkpoints/2", new byte[0])));

    @TempDir
    private Path directory;

    @Test
    void aBatchComesBackByteForByte() throws Exception {
        Staging staging = Bench.staging(directory);
        assertThat(staging.batch()).isEmpty();
        staging.seal(BATCH);
        SealedBatch found = Bench.staging(directory).batch().orElseThrow();
        assertThat(found).usingRecursiveComparison().isEqualTo(BATCH);
        assertThat(found.encode()).isEqualTo(BATCH.encode());
        staging.unseal();
        staging.unseal();
        assertThat(staging.batch()).isEmpty();
    }

    @Test
    void anyChangedOrMissingByteOfABatchIsNoticed() throws Exception {
        byte[] file = BATCH.encode();
        for (int i = 0; i < file.length; i += i < 300 ? 1 : 97) {
            byte[] changed = file.clone();
            changed[i] ^= 4;
            assertThatThrownBy(() -> SealedBatch.decode(changed)).isInstanceOf(ExportStoppedException.class);
            byte[] shorter = java.util.Arrays.copyOf(file, i);
            assertThatThrownBy(() -> SealedBatch.decode(shorter)).isInstanceOf(ExportStoppedException.class);
        }
    }

    @Test
    void theCursorComesBackAndAHalfWrittenOneIsIgnored() throws Exception {
        Staging staging = Bench.staging(directory);
        Cursor cursor = new Cursor("example.com/gw", "gw-0a0b0c0d", 42, Hash.of(new byte[32]));
        staging.moveCursor(cursor);
        Files.writeString(directory.resolve("staging/cursor.new"), "chirograph cur");
        assertThat(Bench.staging(directory).cursor()).hasValue(cursor);
    }
}
