package io.chirograph.gateway.batches;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitTest {
    private static List<String> lines(byte[] text, int piece, long memory) {
        List<String> lines = new ArrayList<>();
        var taken = new long[1];
        var split = new LineSplit(
                bytes -> {
                    taken[0] += bytes;
                    return taken[0] <= memory;
                },
                line -> lines.add(line == null ? "too long" : new String(line, StandardCharsets.UTF_8)));
        for (int from = 0; from < text.length; from += piece) {
            split.feed(text, from, Math.min(piece, text.length - from));
        }
        split.end();
        return lines;
    }

    @Test
    void linesAreTheSameHoweverTheTextIsCut() {
        byte[] text = "\uFEFF{\"a\":1}\r\n\n  {\"b\":2} \n{\"c\":\"\u20AC\"}".getBytes(StandardCharsets.UTF_8);
        for (int piece = 1; piece <= text.length; piece++) {
            assertThat(lines(text, piece, Long.MAX_VALUE))
                    .as("in pieces of %s", piece)
                    .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":\"\u20AC\"}");
        }
    }

    @Test
    void aLineThatThereIsNoMemoryForIsPassedOverAndTheNextIsRead() {
        byte[] text = ("x".repeat(600_000) + "\n{}\n").getBytes(StandardCharsets.UTF_8);
        assertThat(lines(text, 16_384, 1_000_000)).containsExactly("too long", "{}");
        assertThat(lines(text, 16_384, 3_000_000)).hasSize(2).doesNotContain("too long");
    }

    @Test
    void aLineBeyondTheBoundIsPassedOver() {
        byte[] text = new byte[LineText.LONGEST + 3];
        Arrays.fill(text, (byte) 'x');
        text[text.length - 2] = '\n';
        assertThat(lines(text, 1 << 20, Long.MAX_VALUE)).containsExactly("too long", "x");
    }
}
