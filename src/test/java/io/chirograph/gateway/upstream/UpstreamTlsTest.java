package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.StandinAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same over TLS, where what lies in the socket need not be data.
class UpstreamTlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1!";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static SSLContext before;
    private static SSLContext server;

    @BeforeAll
    static void trust() throws Exception {
        var authority = new StandinAuthority(Instant.now());
        server = authority.server();
        before = SSLContext.getDefault();
        SSLContext.setDefault(authority.client());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    private static RawUpstream provider(RawUpstream.Script script) throws Exception {
        ServerSocket socket =
                server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new RawUpstream(socket, script);
    }

    private static RawCalls.Timed upstream(RawUpstream provider) {
        URI url = URI.create("https://127.0.0.1:" + provider.url().getPort());
        return RawCalls.timed(new HttpUpstream(url, Duration.ofSeconds(10), Duration.ofSeconds(30), 1, LONG));
    }

    @Test
    void aConnectionThatHoldsNothingIsUsedAgain() throws Exception {
        try (var provider = provider((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw(OK.replace("1!", connection + "!"));
                    }
                });
                var timed = upstream(provider)) {
            for (int i = 0; i < 5; i++) {
                assertThat(RawCalls.call(timed.upstream(), "POST", 7, LONG)).isEqualTo("200 1!");
            }
        }
    }

    @Test
    void bytesBehindAnAnswerReachNoOtherCall() throws Exception {
        try (var provider = provider((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw(OK.replace("1!", connection + "!") + OK.replace("1!", "no"));
                    }
                });
                var timed = upstream(provider)) {
            assertThat(RawCalls.call(timed.upstream(), "POST", 7, LONG)).isEqualTo("200 1! surplus");
            assertThat(RawCalls.call(timed.upstream(), "POST", 7, LONG)).isEqualTo("200 2! surplus");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatArrivesOnAnIdleConnectionIsDropped(boolean bytes) throws Exception {
        var answered = new Semaphore(0);
        var sent = new Semaphore(0);
        try (var provider = provider((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw(OK.replace("1!", connection + "!"));
                        answered.acquire();
                        if (bytes) {
                            wire.raw(OK);
                        } else {
                            wire.end();
                        }
                        sent.release();
                    }
                });
                var timed = upstream(provider)) {
            for (int connection = 1; connection <= 3; connection++) {
                assertThat(RawCalls.call(timed.upstream(), "POST", 7, LONG)).isEqualTo("200 " + connection + "!");
                answered.release();
                sent.acquire();
            }
            assertThat(timed.upstream().surplus()).isEqualTo(bytes ? 2 : 0);
        }
    }

    @Test
    void anAnswerGivenWhileNothingIsReadAnyMoreIsTheAnswer() throws Exception {
        var end = new CountDownLatch(1);
        try (var provider = provider((connection, wire) -> {
                    wire.raw("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge");
                    end.await();
                });
                var timed = upstream(provider)) {
            assertThat(RawCalls.call(timed.upstream(), "POST", 30 << 20, LONG)).isEqualTo("413 large");
            end.countDown();
        }
    }

    @Test
    void aProviderThatReadsSlowlyGetsAllOfIt() throws Exception {
        try (var provider = provider((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw(OK);
                    }
                });
                var timed = upstream(provider)) {
            assertThat(RawCalls.call(timed.upstream(), "POST", 30 << 20, LONG)).isEqualTo("200 1!");
            assertThat(RawCalls.call(timed.upstream(), "POST", 30 << 20, LONG)).isEqualTo("200 1!");
            assertThat(provider.connections()).isEqualTo(1);
        }
    }
}
