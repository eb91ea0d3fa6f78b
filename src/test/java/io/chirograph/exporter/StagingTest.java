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
    private static final LargeObject LARGE =
            LargeObject.of("gw-1-0a0b0c0d/payloads/prompts/dt=2026-11-21/0000000000000255-request", new byte[] {4, 2});

    static final SealedBatch BATCH = new SealedBatch(
            "gw-1-0a0b0c0d",
            255,
            257,
            LocalDate.parse("2026-11-21"),
            Hash.of(new byte[32]),
            new TreeSet<>(Set.of((byte) 0, (byte) 3)),
            new SealedBatch.Content(
                    List.of(LARGE),
                    List.of(new SealedObject("gw-1-0a0b0c0d/payloads/prompts/1", new byte[] {'\n', '\n'}))),
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
        LargeObject unused = staging.keep(Staging.place(255), LARGE, new byte[] {4, 2});
        Staging.Staged staged = staging.seal(BATCH);
        assertThat(Bench.staging(directory).batches()).containsOnly(Map.entry(255L, staged));
        SealedBatch found = Bench.staging(directory).batch(staged);
        assertThat(found).usingRecursiveComparison().isEqualTo(BATCH);
        assertThat(found.encode()).isEqualTo(BATCH.encode());
        assertThat(staging.large(staged.place(), LARGE)).hasValue(new byte[] {4, 2});
        staging.tidy();
        assertThat(staging.files()).hasSize(2);
        Files.write(directory.resolve("staging/" + staged.large().getFirst()), new byte[] {4, 3});
        assertThatThrownBy(() -> staging.large(staged.place(), LARGE))
                .isInstanceOf(ExportStoppedException.class)
                .hasMessageContaining("0000000000000255-request is damaged");
        staging.unseal(staged);
        staging.unseal(staged);
        assertThat(staging.batches()).isEmpty();
        assertThat(staging.files()).isEmpty();
        assertThat(staging.large(staged.place(), LARGE)).isEmpty();
    }

    @Test
    void contentOfNoBatchIsTidiedAway() throws Exception {
        Staging staging = Bench.staging(directory);
        staging.keepCopy("second", BATCH);
        for (String place : List.of(Staging.placeOfCopy("second"), Staging.placeOfCopy("third"), Staging.place(7))) {
            LargeObject unused = staging.keep(place, LARGE, new byte[] {4, 2});
            LargeObject other = LargeObject.of(LARGE.key() + "x", new byte[1]);
            unused = staging.keep(place, other, new byte[1]);
        }
        staging.tidy();
        assertThat(staging.files()).containsOnlyKeys("copy-second", "copy-second+0000000000000255-request");
        staging.forgetCopy("second", BATCH);
        assertThat(staging.files()).isEmpty();
    }

    @Test
    void aBatchFromBeforeThereWasContentIsRead() throws Exception {
        SealedBatch found = SealedBatch.decode(older("chirograph batch 2", " 0,3\n"));
        assertThat(found.codes()).containsExactly((byte) 0, (byte) 3);
        assertThat(found.content()).isEqualTo(SealedBatch.Content.NONE);
        assertThat(found.objects()).usingRecursiveComparison().isEqualTo(BATCH.objects());
    }

    @Test
    void aBatchFromBeforeThereWereClassesIsOfTheDefaultOne() throws Exception {
        SealedBatch found = SealedBatch.decode(older("chirograph batch 1", "\n"));
        assertThat(found.codes()).containsExactly((byte) 0);
        assertThat(found.root()).isEqualTo(BATCH.root());
        assertThat(found.objects()).hasSize(3);
    }

    private static byte[] older(String firstLine, String codes) throws Exception {
        SealedBatch batch = new SealedBatch(
                BATCH.logId(),
                BATCH.from(),
                BATCH.to(),
                BATCH.date(),
                BATCH.root(),
                BATCH.codes(),
                SealedBatch.Content.NONE,
                BATCH.objects());
        byte[] now = batch.encode();
        String head = new String(now, StandardCharsets.ISO_8859_1);
        String before = head.substring(0, now.length - 32)
                .replaceFirst("chirograph batch 3", firstLine)
                .replaceAll("\nlog ", "\n")
                .replaceFirst(" 0,3\n", codes);
        byte[] body = before.getBytes(StandardCharsets.ISO_8859_1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
        byte[] file = Arrays.copyOf(body, body.length + digest.length);
        System.arraycopy(digest, 0, file, body.length, digest.length);
        return file;
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
