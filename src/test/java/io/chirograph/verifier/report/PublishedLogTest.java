package io.chirograph.verifier.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedLogTest {
    private static final SegmentName SEGMENT = new SegmentName(LocalDate.of(2026, 11, 21), 7, 3);

    private final MemoryArchive archive = new MemoryArchive();
    private final PublishedLog log = new PublishedLog(archive, "gw-1-00000000");

    @Test
    void anEmptyLogHasNoCheckpoint() throws Exception {
        assertThat(log.newestSize()).isEmpty();
        assertThat(PublishedLog.ids(archive)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 255, 65_537, 10_000_000, 4_294_967_297L, 9_999_999_999_999_999L})
    void findsTheNewestCheckpointOfFew(long newest) throws Exception {
        archive.write(log.layout().checkpoint(newest / 3), new byte[0]);
        archive.write(log.layout().checkpoint(newest), new byte[0]);
        archive.write(log.layout().checkpoints() + "zzz", new byte[0]);

        assertThat(log.newestSize()).hasValue(newest);

        assertThat(archive.requests()).isLessThanOrEqualTo(64 * 2);
    }

    @Test
    void findsTheNewestOfManyCheckpointsWithFewRequests() throws Exception {
        Random random = new Random(7);
        long size = 0;
        for (int i = 0; i < 20_000; i++) {
            size += 1 + random.nextInt(2000);
            archive.write(log.layout().checkpoint(size), new byte[0]);
        }
        int before = archive.requests();

        assertThat(log.newestSize()).hasValue(size);

        assertThat(archive.requests() - before).isLessThanOrEqualTo(64);
    }

    @Test
    void listsCheckpointsAndSegmentsInOrderPastForeignNames() throws Exception {
        for (long size : new long[] {30, 4, 200}) {
            archive.write(log.layout().checkpoint(size), new byte[0]);
        }
        archive.write(log.layout().checkpoints() + "0000000000000004x", new byte[0]);
        archive.write(log.key(SEGMENT), new byte[0]);
        archive.write(log.layout().events() + "dt=2026-11-21/00-1.jsonl.zst", new byte[0]);
        archive.write(log.layout().events() + "dt=2026-02-30/0000000000000001-1.jsonl.zst", new byte[0]);
        SegmentName next = new SegmentName(LocalDate.of(2026, 11, 22), 10, 1);
        archive.write(log.key(next), new byte[0]);

        assertThat(log.checkpointSizes(-1, 10)).containsExactly(4L, 30L, 200L);
        assertThat(log.checkpointSizes(4, 1)).containsExactly(30L);
        assertThat(log.segments(null, 10)).containsExactly(SEGMENT, next);
        assertThat(log.segments(null, 1)).containsExactly(SEGMENT);
        assertThat(log.segments(SEGMENT, 10)).containsExactly(next);
        assertThat(PublishedLog.ids(archive)).containsExactly("gw-1-00000000");
    }

    /// Two exporters of one log began at 10; one stopped before it signed.
    @Test
    void ofSegmentsThatBeginAtOnePlaceTheOneCountsAtWhoseEndACheckpointStands() throws Exception {
        LocalDate day = SEGMENT.date();
        SegmentName published = new SegmentName(day, 10, 3);
        SegmentName behind = new SegmentName(day, 13, 1);
        List<SegmentName> all = new ArrayList<>(List.of(SEGMENT, published, behind));
        for (SegmentName one : all) {
            archive.write(log.layout().checkpoint(one.end()), new byte[0]);
        }
        for (long count : new long[] {1, 2, 4, 12}) {
            all.add(new SegmentName(day, 10, count));
        }
        for (SegmentName one : all) {
            archive.write(log.key(one), new byte[0]);
        }
        archive.write(log.key(new SegmentName(day.plusDays(1), 10, 1)), new byte[0]);

        assertThat(log.segmentFrom(10)).hasValue(published);
        assertThat(log.segmentFrom(13)).hasValue(behind);
        assertThat(log.published(null, 2)).containsExactly(SEGMENT, published);
        assertThat(log.published(SEGMENT, 2)).containsExactly(published, behind);
        assertThat(log.covering(10, 13)).containsExactly(published);
        assertThat(log.covering(11, 14)).containsExactly(published, behind);
    }

    @Test
    void readsTheEntriesOfASegment() throws Exception {
        archive.write(log.key(SEGMENT), zstd("a\n\nlonger\n"));
        List<String> entries = new ArrayList<>();

        log.entries(SEGMENT, (position, entry) -> entries.add(position + " " + new String(entry, UTF_8)));

        assertThat(entries).containsExactly("7 a", "8 ", "9 longer");
    }

    @Test
    void saysWhatIsWrongWithASegment() throws Exception {
        byte[] good = zstd("a\nb\nc\n");
        byte[] flipped = good.clone();
        flipped[good.length - 1] ^= 1;
        assertDamage(FindingKind.SEGMENT_TRUNCATED, Arrays.copyOf(good, good.length - 1));
        assertDamage(FindingKind.SEGMENT_TRUNCATED, new byte[0]);
        assertDamage(FindingKind.SEGMENT_ALTERED, flipped);
        assertDamage(FindingKind.SEGMENT_ALTERED, "just some text".getBytes(UTF_8));
        assertDamage(FindingKind.SEGMENT_ALTERED, Arrays.copyOf(good, good.length + 1));
        assertDamage(FindingKind.SEGMENT_ALTERED, com.github.luben.zstd.Zstd.compress("a\nb\nc\n".getBytes(UTF_8)));
        assertDamage(FindingKind.SEGMENT_COUNT, zstd("a\nb\n"));
        assertDamage(FindingKind.SEGMENT_COUNT, zstd("a\nb\nc\nd\n"));
        assertDamage(FindingKind.SEGMENT_COUNT, zstd("a\nb\nc\nd"));
        assertDamage(FindingKind.SEGMENT_TRUNCATED, zstd("a\nb\nc"));
        assertDamage(FindingKind.EVENT_MALFORMED, zstd("a\n" + "b".repeat(1 << 20) + "\nc\n"));
    }

    @Test
    void whatIsTooLargeToBeWhatItIsCalledIsNoneAndNotAnArchiveThatIsAway() throws Exception {
        archive.write(log.layout().checkpoint(7), new byte[2 << 20]);
        archive.write(log.layout().cosignature(7, "00000001"), new byte[20 << 10]);
        archive.write(
                log.layout().cosignature(7, "00000002"),
                "\u2014 example.com/witness AAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                        .getBytes(UTF_8));
        assertThat(log.checkpoint(7)).hasValue(new byte[0]);
        assertThat(Cosignatures.of(archive, log.layout(), 7)).hasSize(1);
        assertThat(new ArchiveVerifier(archive, Progress.NONE, VerificationOptions.NONE)
                        .examine(log.id(), java.util.List.of(), java.util.Map.of())
                        .counts())
                .containsKey(FindingKind.CHECKPOINT_MALFORMED);
    }

    @Test
    void aBombIsNotUnpacked() throws Exception {
        byte[] bomb = zstd("\n".repeat(50_000_000));
        int[] entries = new int[1];
        archive.write(log.key(SEGMENT), bomb);

        assertThatThrownBy(() -> log.entries(SEGMENT, (position, entry) -> entries[0]++))
                .isInstanceOf(DamagedObjectException.class);

        assertThat(entries[0]).isEqualTo(3);
    }

    private void assertDamage(FindingKind kind, byte[] object) {
        archive.replace(log.key(SEGMENT), object);
        assertThatThrownBy(() -> log.entries(SEGMENT, (position, entry) -> {}))
                .isInstanceOfSatisfying(
                        DamagedObjectException.class,
                        e -> assertThat(Finding.of(e).kind()).isEqualTo(kind));
    }

    static byte[] zstd(String text) {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            return zstd.compress(text.getBytes(UTF_8));
        }
    }
}
