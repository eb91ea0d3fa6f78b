package io.chirograph.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What goes to a client as a header, byte by byte.
class HeaderBytesTest {
    private static String sent(String value) {
        return new String(ClientConnection.latin1(value), StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothingInAValueEndsItsLine() {
        assertThat(sent("a\r\nSet-Cookie: b\0\u007f\u000bc")).isEqualTo("a  Set-Cookie: b   c");
    }

    @Test
    void everyOtherByteStays() {
        StringBuilder all = new StringBuilder("\t");
        for (char c = ' '; c <= 0xff; c++) {
            if (c != 0x7f) {
                all.append(c);
            }
        }
        assertThat(sent(all.toString())).isEqualTo(all.toString());
    }

    @Test
    void whatHasNoByteBecomesNoControlCharacter() {
        assertThat(sent("\u010a\u4e0d\ud83d")).isEqualTo("???");
    }
}
