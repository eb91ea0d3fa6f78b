package io.chirograph.publishedlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Layout;
import io.chirograph.journal.Journal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One table of names and one of contents: what the writer makes, every reader takes, and nothing else.
class FormatBoundsTest {
    private static final Layout LAYOUT = new Layout("gw-1-00000000");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @ParameterizedTest
    @CsvSource({
        "0, 1, true",
        "0, 65536, true",
        "7, 65535, true",
        "9999999999934463, 65536, true",
        "9999999999999998, 1, true",
        "0, 0, false",
        "0, 65537, false",
        "0, 100000, false",
        "0, 999999999, false",
        "9999999999934464, 65536, false",
        "9999999999999999, 1, false",
    })
    void aSegmentsNameIsReadExactlyWhereItCanHaveBeenWritten(long first, long count, boolean good) {
        String key = LAYOUT.segment(DAY, first, count);
        assertThat(SegmentName.of(LAYOUT, key).isPresent()).isEqualTo(good);
        SegmentName.of(LAYOUT, key).ifPresent(name -> {
            assertThat(name).isEqualTo(new SegmentName(DAY, first, count));
            assertThat(name.key(LAYOUT)).isEqualTo(key);
            assertThat(CheckpointNames.size(LAYOUT, LAYOUT.checkpoint(name.end())))
                    .hasValue(name.end());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "dt=2026-11-21/0000000000000000-01.jsonl.zst",
        "dt=2026-11-21/000000000000000-1.jsonl.zst",
        "dt=2026-11-21/00000000000000000-1.jsonl.zst",
        "dt=2026-02-30/0000000000000000-1.jsonl.zst",
        "dt=2026-1-21/0000000000000000-1.jsonl.zst",
        "dt=+12026-11-21/0000000000000000-1.jsonl.zst",
        "2026-11-21/0000000000000000-1.jsonl.zst",
        "dt=2026-11-21/0000000000000000-1.jsonl",
        "dt=2026-11-21/0000000000000000-1.jsonl.zst.zst",
    })
    void noOtherSpellingIsAName(String name) {
        assertThat(SegmentName.parse(name)).isEmpty();
    }

    @Test
    void whatIsEncodedIsReadUpToTheLargestLine() throws Exception {
        SegmentName two = new SegmentName(DAY, 0, 2);
        String largest = "x".repeat(Journal.MAX_PAYLOAD);
        assertThat(new SegmentCodec(LAYOUT, two).leaves(SegmentCodec.encode((largest + "\n\n").getBytes(UTF_8))))
                .hasSize(2);
        assertThat(SegmentCodec.MAX_LINE).isEqualTo(Journal.MAX_PAYLOAD + 1);
        assertRefused(two, SegmentCodec.encode((largest + "x\n\n").getBytes(UTF_8)));
    }

    @Test
    void aFrameThatTheWriterDoesNotMakeIsRefused() {
        SegmentName one = new SegmentName(DAY, 0, 1);
        byte[] line = "{}\n".getBytes(UTF_8);
        for (boolean[] made : List.of(new boolean[] {false, true}, new boolean[] {true, false})) {
            try (ZstdCompressCtx zstd =
                    new ZstdCompressCtx().setChecksum(made[0]).setContentSize(made[1])) {
                assertRefused(one, zstd.compress(line));
            }
        }
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            assertRefused(one, zstd.compress(new byte[SegmentName.MAX_CONTENT + 1]));
        }
    }

    private static void assertRefused(SegmentName name, byte[] object) {
        assertThatThrownBy(() -> new SegmentCodec(LAYOUT, name).leaves(object))
                .isInstanceOf(DamagedObjectException.class);
    }
}
