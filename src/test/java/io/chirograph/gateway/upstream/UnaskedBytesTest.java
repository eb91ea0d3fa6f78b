package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a provider sends without being asked is nobody's answer.
class UnaskedBytesTest {
    private static final String OTHERS = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nOTHERS";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1!" + OTHERS,
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1!x",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1!\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1!HTTP/1.1 103 Early Hints\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n1!" + OTHERS,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n1!\r\n0\r\n\r\n" + OTHERS,
                "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n1!\r\n0\r\n\r\n"
                        + OTHERS,
            })
    void bytesBehindAnAnswerAreSaidOfItAndReachNoOtherCall(String answers) throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw(answers.replace("1!", connection + "!"));
                    }
                });
                var upstream = upstream(provider, 4)) {
            assertThat(call(upstream, "GET")).isEqualTo("200 1! surplus");
            assertThat(call(upstream, "GET")).isEqualTo("200 2! surplus");
            assertThat(upstream.surplus()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200 OK", "GET 204 No Content", "GET 205 Reset Content", "GET 304 Not Modified"})
    void anAnswerWithoutABodyThatHasOneIsNotFollowedByAnother(String kind) throws Exception {
        String method = kind.substring(0, kind.indexOf(' '));
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw("HTTP/1.1" + kind.substring(kind.indexOf(' ')) + "\r\nContent-Length: "
                                + OTHERS.length() + "\r\n\r\n" + OTHERS);
                    }
                });
                var upstream = upstream(provider, 4)) {
            String expected = kind.substring(kind.indexOf(' ') + 1, kind.indexOf(' ') + 4) + "  surplus";
            assertThat(call(upstream, method)).isEqualTo(expected);
            assertThat(call(upstream, method)).isEqualTo(expected);
            assertThat(provider.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatArrivesOnAnIdleConnectionIsDroppedHoweverShortItLay(boolean bytes) throws Exception {
        var answered = new Semaphore(0);
        var sent = new Semaphore(0);
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        answer(wire, connection + "!");
                        answered.acquire();
                        if (bytes) {
                            wire.raw(OTHERS);
                        } else {
                            wire.end();
                        }
                        sent.release();
                    }
                });
                var upstream = upstream(provider, 4)) {
            for (int connection = 1; connection <= 3; connection++) {
                assertThat(call(upstream, "POST")).isEqualTo("200 " + connection + "!");
                answered.release();
                sent.acquire();
            }
            assertThat(provider.connections()).isEqualTo(3);
            assertThat(upstream.surplus()).isEqualTo(bytes ? 2 : 0);
        }
    }

    @Test
    void whereBytesOnceCameUnaskedNoConnectionIsUsedTwice() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + connection + "!"
                                + (connection == 1 ? OTHERS : ""));
                    }
                });
                var upstream = upstream(provider, 1)) {
            for (int connection = 1; connection <= 4; connection++) {
                assertThat(call(upstream, "POST")).startsWith("200 " + connection + "!");
            }
            assertThat(upstream.surplus()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatHoldsNothingIsUsedAgain() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        answer(wire, connection + "!");
                    }
                });
                var upstream = upstream(provider, 1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(call(upstream, "POST")).isEqualTo("200 1!");
            }
            assertThat(upstream.surplus()).isZero();
        }
    }

    @Test
    void aConnectionThatWasResetWhileIdleIsReplacedByAFreshOne() throws Exception {
        var answered = new Semaphore(0);
        var gone = new CountDownLatch(1);
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        answer(wire, connection + "!");
                        if (connection == 1) {
                            answered.acquire();
                            wire.reset();
                            gone.countDown();
                            return;
                        }
                    }
                });
                var upstream = upstream(provider, 1)) {
            assertThat(call(upstream, "POST")).isEqualTo("200 1!");
            answered.release();
            gone.await();
            assertThat(call(upstream, "POST")).isEqualTo("200 2!");
        }
    }

    @Test
    void aRequestThatMayHaveBeenReadIsNotSentAgain() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.request();
                    answer(wire, connection + "!");
                    wire.request();
                });
                var upstream = upstream(provider, 1)) {
            assertThat(call(upstream, "POST")).isEqualTo("200 1!");
            assertThat(call(upstream, "POST")).isEqualTo("connection-broken");
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    private static void answer(Wire wire, String body) throws IOException {
        wire.answer("200 OK", "", body.getBytes(StandardCharsets.US_ASCII), false);
    }

    private static HttpUpstream upstream(RawUpstream provider, int connections) {
        return RawCalls.upstream(provider, connections, Duration.ofSeconds(5));
    }

    private static String call(HttpUpstream upstream, String method) throws Exception {
        return RawCalls.call(upstream, method, 7, Duration.ofSeconds(10));
    }
}
