package io.chirograph.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static final int MOST = 72 * 1024;

    @ParameterizedTest
    @CsvSource({
        "'GET /a HTTP/1.1\r\nHost: x\r\n\r\n', true",
        "'GET /a HTTP/1.1\nHost: x\n\n', true",
        "'\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n', true",
        "'GET /a HTTP/1.1\r\nHost: x\r\n', false",
        "'GET /a HTTP/1.1\r\nHost: x\r\n\r', false",
        "'GET /a HTTP/1.1', false",
        "'\r\n\r\n', false",
        "'G', false",
        "'', false",
        "'GET /a\r\n', true",
        "'\r\nnonsense\n', true",
        "'\u0016\u0003\u0001', true"
    })
    void aHeadIsWholeAtItsFirstEmptyLineOrWhereNothingCouldMakeItOne(String text, boolean whole) {
        var atOnce = new RequestHead(MOST);
        take(atOnce, text);
        assertThat(atOnce.isWhole()).isEqualTo(whole);
        var byByte = new RequestHead(MOST);
        for (int i = 0; i < text.length(); i++) {
            take(byByte, text.substring(i, i + 1));
        }
        assertThat(byByte.isWhole()).isEqualTo(whole);
        assertThat(byByte.content()).isEqualTo(atOnce.content());
    }

    @Test
    void itsBufferGrowsWithWhatComesUpToTheMostThatAHeadMayHave() {
        var head = new RequestHead(MOST);
        take(head, "GET /a HTTP/1.1\r\nX: ");
        assertThat(head.shortage()).isZero();
        int taken = 0;
        while (!head.isWhole()) {
            if (head.shortage() > 0) {
                taken += head.shortage();
                head.grow();
            }
            int room = head.room().remaining();
            assertThat(room).isPositive();
            take(head, "x".repeat(room));
        }
        assertThat(taken).isEqualTo(MOST - 2 * 1024);
        assertThat(head.content().remaining()).isEqualTo(MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit", "/audit/v1/calls", "/audit?x", "/audit;x"})
    void theFirstSegmentOfItsPathIsToldAsSoonAsItIsThere(String path) {
        var head = new RequestHead(MOST);
        take(head, "\r\nGET " + path + " HTTP/1.1\r\n");
        assertThat(head.firstSegment()).isEqualTo("audit");
    }

    private static void take(RequestHead head, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer room = head.room();
        room.put(bytes);
        head.took(bytes.length);
    }
}
