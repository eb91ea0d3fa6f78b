package io.chirograph.support.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AsciiSetTest {
    @Test
    void aTokenIsWhatItsDefinitionSays() {
        Pattern token = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
        for (char c = 0; c < 0x300; c++) {
            for (String text : new String[] {"" + c, "a" + c, c + "-z"}) {
                assertThat(AsciiSet.TOKEN.isAll(text))
                        .as("%04x", (int) c)
                        .isEqualTo(token.matcher(text).matches());
            }
        }
    }

    @Test
    void nothingIsNoText() {
        assertThat(AsciiSet.TOKEN.isAll("")).isFalse();
    }
}
