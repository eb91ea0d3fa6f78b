package io.chirograph.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be seen is made visible, and what is endless is short.
class ShownTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 0x1b, 0x7f, 0x85, 0xad, 0x200b, 0x200e, 0x202a, 0x202e, 0x2066, 0x2069, 0x2028, 0xfeff, 0xe0001,
                0x3164
            })
    void aHiddenCharacterStandsThereByItsNumber(int c) {
        assertThat(Shown.line("a" + Character.toString(c) + "b")).isEqualTo(String.format("a⟦U+%04X⟧b", c));
    }

    @Test
    void textsInAnyLanguageStayAsTheyAre() {
        String text = "Grüße, 東京, שלום, مرحبا, 👩 ❤️";
        assertThat(Shown.line(text)).isEqualTo(text);
        assertThat(Shown.line("\ud800x")).isEqualTo("⟦U+D800⟧x");
    }

    @Test
    void aLineIsOneAndABlockKeepsItsLines() {
        assertThat(Shown.line("a\nb\tc")).isEqualTo("a⟦U+000A⟧b⟦U+0009⟧c");
        assertThat(Shown.block("a\r\nb\tc\u0000", 100)).isEqualTo("a\nb\tc⟦U+0000⟧");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(Shown.line("x".repeat(Shown.SHORT + 5)))
                .isEqualTo("x".repeat(Shown.SHORT) + "… (5 more characters)");
        assertThat(Shown.block("😀".repeat(3), 3)).startsWith("😀").doesNotContain("\ud83d…", "⟦U+D83D⟧");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1536,1.5 KiB", "1073741824,1.0 GiB"})
    void bytesHaveAUnit(double bytes, String shown) {
        assertThat(Shown.bytes(bytes)).isEqualTo(shown);
    }
}
