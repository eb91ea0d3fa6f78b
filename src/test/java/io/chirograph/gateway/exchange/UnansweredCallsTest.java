package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that do not answer, or stop in the middle, and callers that stop reading.
class UnansweredCallsTest extends Endings {
    private final List<Socket> waiting = new ArrayList<>();
    private final ServerSocket full;

    UnansweredCallsTest() throws IOException {
        full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    List<String> settings() throws IOException {
        fill();
        List<String> all =
                new ArrayList<>(List.of("gateway.stall-timeout=1s", "gateway.providers.narrow.max-connections=1"));
        all.addAll(limited("full", "http://127.0.0.1:" + full.getLocalPort(), "connect-timeout=300ms"));
        // its first call has to connect
        all.addAll(limited("narrow", GatewayHarness.PROVIDER, "connect-timeout=2s"));
        all.addAll(limited("first-byte", GatewayHarness.PROVIDER, "first-byte-timeout=300ms"));
        all.addAll(limited("idle", GatewayHarness.PROVIDER, "idle-timeout=300ms"));
        return all;
    }

    /// Connects to [#full] until it takes no more.
    private void fill() throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
    }

    @AfterAll
    void makeRoom() throws IOException {
        full.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    private void unanswered(Http.Answer answer, int status, String outcome, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("code").asString("")).isEqualTo(code);
        assertThat(answer.json().at("/error/message").asString("")).isNotBlank();
        ended(gateway.completed(answer), outcome, code);
    }

    @Test
    void whereNobodyListensTheCallerIsToldAndTheCallIsOver() throws Exception {
        unanswered(chat("down"), 502, "provider-error", "connect-failed");
    }

    @Test
    void aConnectionThatIsNotTakenInTimeIsGivenUp() throws Exception {
        unanswered(chat("full"), 502, "provider-error", "connect-timeout");
    }

    @Test
    void whereAllConnectionsAreInUseOneMoreWaitsOnlySoLong() throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        says((connection, wire) -> {
            asked.countDown();
            answered.await();
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
        var first = new FutureTask<>(() -> chat("narrow"));
        Thread.startVirtualThread(first);
        asked.await();
        unanswered(chat("narrow"), 502, "provider-error", "connections-exhausted");
        answered.countDown();
        assertThat(first.get().status()).isEqualTo(200);
    }

    @Test
    void aConnectionThatEndsBeforeTheHeadIsWholeIsBroken() throws Exception {
        says((connection, wire) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"));
        unanswered(chat("o"), 502, "provider-error", "connection-broken");
    }

    @Test
    void whatIsNotHttpIsMalformed() throws Exception {
        says((connection, wire) -> wire.raw("220 provider ESMTP\r\n\r\n"));
        unanswered(chat("o"), 502, "provider-error", "malformed-answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {66_000, 80_000, 140_000})
    void aHeadThatTheCallerCannotGetIsFoundBeforeTheRecordSaysOk(int size) throws Exception {
        says((connection, wire) ->
                wire.raw("HTTP/1.1 200 OK\r\nx-huge: " + "h".repeat(size) + "\r\nContent-Length: 2\r\n\r\n{}"));
        Http.Answer answer = chat("o");
        if (size < 68_000) {
            assertThat(answer.header("x-huge").orElseThrow()).hasSize(size);
            ended(gateway.completed(answer), "ok", null);
        } else {
            unanswered(answer, 502, "provider-error", "answer-head-too-large");
        }
    }

    @Test
    void aProviderThatNeverAnswersIsCutOffAndTold() throws Exception {
        var closed = new CountDownLatch(1);
        says((connection, wire) -> {
            wire.awaitClose();
            closed.countDown();
        });
        unanswered(chat("first-byte"), 504, "timeout", "first-byte-timeout");
        assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aProviderThatTakesNoByteOfABodyIsCutOff() throws Exception {
        var over = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> over.await());
        Http.Answer answer =
                gateway.http().send("POST", "/o/v1/unread", new byte[30 << 20], "Content-Type: text/plain");
        over.countDown();
        unanswered(answer, 504, "timeout", "send-timeout");
    }

    @Test
    void aStreamThatFallsSilentNeverEndsCleanly() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            wire.awaitClose();
        });
        Http.Answer answer = chat("idle");
        assertThat(answer.clean()).isFalse();
        assertThat(answer.text()).isEqualTo(DELTA);
        ended(gateway.completed(answer), "timeout", "idle-timeout");
    }

    @Test
    void aCallerThatStopsReadingIsCutOffAndSaidToHaveStalled() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            while (true) {
                wire.chunk((": " + "x".repeat(60_000) + "\n\n").getBytes(StandardCharsets.US_ASCII));
            }
        });
        long before = gateway.count("ai.call.completed");
        try (Socket socket = ask()) {
            Awaitility.await().until(() -> gateway.count("ai.call.completed") > before);
            assertThat(socket.isClosed()).isFalse();
        }
        ended(gateway.lastCompleted(), "client-disconnected", "client-stalled");
    }
}
