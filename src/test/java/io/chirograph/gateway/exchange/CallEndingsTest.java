package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.tenancy.ResourceOwnershipStore;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FakeJournal;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Every way in which a call that started can end: what the caller gets, what the provider notices, and what the
/// event says.
@Timeout(300)
class CallEndingsTest {
    private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private static final String CHUNKED = STREAM + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true}";

    private static final List<Socket> WAITING = new ArrayList<>();
    private static ServerSocket full;
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        fill();
        List<String> settings =
                new ArrayList<>(List.of("gateway.stall-timeout=1s", "gateway.providers.narrow.max-connections=1"));
        limit(settings, "full", "http://127.0.0.1:" + full.getLocalPort(), "connect-timeout=300ms");
        limit(settings, "narrow", GatewayHarness.PROVIDER, "connect-timeout=2s"); // its first call has to connect
        for (String wait : List.of("first-byte", "idle", "end")) {
            limit(settings, wait, GatewayHarness.PROVIDER, wait + "-timeout=300ms");
        }
        gateway = GatewayHarness.start(settings.toArray(String[]::new));
    }

    /// A provider of OpenAI's dialect of which this limit is short and no other, so that nothing but what a test is
    /// about can come too late on a busy machine.
    private static void limit(List<String> settings, String name, String url, String limit) {
        String prefix = "gateway.providers." + name + ".";
        settings.addAll(List.of(
                prefix + "base-url=" + url, prefix + "dialect=openai", prefix + "idle-connection=1ns", prefix + limit));
    }

    /// Connects to [#full] until it takes no more.
    private static void fill() throws IOException {
        while (true) {
            Socket socket = new Socket();
            WAITING.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        full.close();
        for (Socket socket : WAITING) {
            socket.close();
        }
    }

    private static void says(RawUpstream.Script once) {
        gateway.provider().says((connection, wire) -> {
            wire.request();
            once.serve(connection, wire);
        });
    }

    private static Http.Answer chat(String provider) throws IOException {
        return gateway.http().post("/" + provider + CHAT, ASKED);
    }

    private static void ended(JsonNode completed, String outcome, @Nullable String reason) {
        assertThat(completed.path("outcome").asString("")).as("%s", completed).isEqualTo(outcome);
        assertThat(completed.path("reason").asString(null)).as("%s", completed).isEqualTo(reason);
    }

    // How an answer that came ends.

    @Test
    void aWholeAnswerIsOk() throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"r-1\",\"model\":\"m-1\",\"choices\":[]}");
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.path("end").asString("")).isEqualTo("verified");
        assertThat(completed.path("gen_ai.response.model").asString("")).isEqualTo("m-1");
    }

    @Test
    void anErrorOfTheProviderPassesAndIsItsOutcome() throws Exception {
        gateway.providerSays("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}");
        Http.Answer answer = chat("o");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).contains("7");
        assertThat(answer.text()).isEqualTo("{}");
        ended(gateway.completed(answer), "provider-error", "http-status");
    }

    @ParameterizedTest
    @CsvSource({
        "'data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}', stream-error",
        "'data: {\"choices\":[]}', no-terminal-event"
    })
    void aStreamThatEndsInAnErrorOrInNothingIsTheProvidersError(String event, String reason) throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA + event + "\n\n");
            wire.lastChunk();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isTrue();
        ended(gateway.completed(answer), "provider-error", reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n40\r\n", "\r\n"})
    void anAnswerThatBreaksOffNeverEndsCleanly(String framing) throws Exception {
        says((connection, wire) -> wire.raw(STREAM + framing + DELTA));
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isFalse();
        ended(gateway.completed(answer), "provider-error", "truncated");
    }

    @Test
    void whatComesBehindTheTerminalEventPassesAndIsDigested() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(STOP);
            TimeUnit.MILLISECONDS.sleep(50);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        Http.Answer answer = gateway.http().post("/a/v1/messages", ASKED);
        assertThat(answer.text()).isEqualTo(STOP + DONE);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.at("/response/digest/length").longValue()).isEqualTo((STOP + DONE).length());
        assertThat(completed.has("bodyEnded")).isFalse();
    }

    @Test
    void usageBehindTheTerminalEventIsCounted() throws Exception {
        says((connection, wire) -> {
            wire.raw(STREAM + "Content-Length: " + (DELTA + DONE + USAGE).length() + "\r\n\r\n" + DELTA + DONE);
            TimeUnit.MILLISECONDS.sleep(50);
            wire.raw(USAGE);
        });
        Http.Answer answer = chat("o");
        assertThat(answer.text()).isEqualTo(DELTA + DONE + USAGE);
        assertThat(answer.clean()).isTrue();
        assertThat(gateway.completed(answer).path("gen_ai.usage.output_tokens").longValue())
                .isEqualTo(7);
    }

    /// A promised length is met, or the caller sees that it was not.
    @Test
    void aLengthThatIsNotMetBehindTheTerminalEventIsNoEnd() throws Exception {
        says((connection, wire) -> {
            wire.raw(STREAM + "Content-Length: 1000\r\n\r\n" + DELTA + DONE);
            wire.awaitClose();
        });
        Http.Answer answer = chat("end");
        assertThat(answer.clean()).isFalse();
        assertThat(answer.text()).doesNotContain("[DONE]");
        ended(gateway.completed(answer), "timeout", "end-timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatIsLeftOpenBehindItsTerminalEventEndsAndIsSaidToBeSo(boolean closed) throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA + DONE);
            while (!closed) {
                wire.chunk(": still here\n\n");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Http.Answer answer = chat("end");
        assertThat(answer.text()).startsWith(DELTA + DONE);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = gateway.completed(answer);
        ended(completed, "ok", null);
        assertThat(completed.path("bodyEnded").isBoolean()).isTrue();
        assertThat(completed.path("bodyEnded").booleanValue()).isFalse();
    }

    @Test
    void bytesBehindAnAnswerAreSaidInItsEvent() throws Exception {
        says((connection, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200");
            wire.awaitClose();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(gateway.completed(answer).path("surplus").booleanValue()).isTrue();
        ended(gateway.completed(answer), "ok", null);
    }

    @Test
    void anAnswerWithHundredsOfHeadersPasses() throws Exception {
        says((connection, wire) -> {
            var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 900; i++) {
                head.append("x-").append(i).append(": ").append(i).append("\r\n");
            }
            wire.raw(head + "Content-Length: 2\r\n\r\n{}");
        });
        Http.Answer answer = chat("o");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-899")).contains("899");
    }

    /// That a pause is measured from the byte before it, see `HttpUpstreamTest`.
    @Test
    void aStreamThatTakesLongButNeverPausesForLongIsWhole() throws Exception {
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            for (int i = 0; i < 12; i++) {
                wire.chunk(DELTA);
                TimeUnit.MILLISECONDS.sleep(40);
            }
            wire.chunk(DONE);
            wire.lastChunk();
        });
        Http.Answer answer = chat("o");
        assertThat(answer.clean()).isTrue();
        ended(gateway.completed(answer), "ok", null);
        assertThat(gateway.completed(answer).path("durationMillis").longValue()).isGreaterThan(300);
    }

    // Providers that do not answer.

    private static void unanswered(Http.Answer answer, int status, String outcome, String code) {
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

    // Callers that leave.

    private static Socket ask() throws IOException {
        Http http = gateway.http();
        Socket socket = http.connect();
        http.write(socket, "POST", "/o" + CHAT, ASKED.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSilentCallThatIsAbandonedClosesItsUpstream(boolean reset) throws Exception {
        var asked = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        says((connection, wire) -> {
            asked.countDown();
            wire.awaitClose();
            closed.countDown();
        });
        try (Socket socket = ask()) {
            asked.await();
            socket.setSoLinger(reset, 0);
        }
        assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
        ended(gateway.lastCompleted(), "client-disconnected", "client-closed");
    }

    /// As often as the watch looks by default; that this makes two seconds at most, see `GatewayPropertiesTest`.
    @Test
    void byDefaultAnAbandonedCallIsOverWithinTwoSeconds() throws Exception {
        try (GatewayHarness own = GatewayHarness.start("gateway.hang-up-poll=500ms")) {
            var asked = new CountDownLatch(1);
            var closed = new CountDownLatch(1);
            own.provider().says((connection, wire) -> {
                wire.request();
                asked.countDown();
                wire.awaitClose();
                closed.countDown();
            });
            Http http = own.http();
            try (Socket socket = http.connect()) {
                http.write(socket, "POST", "/o" + CHAT, ASKED.getBytes(StandardCharsets.UTF_8));
                asked.await();
            }
            assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamThatIsAbandonedClosesItsUpstreamAndSaysWhatWasReleased(boolean silent) throws Exception {
        var read = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        says((connection, wire) -> {
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            read.await();
            try {
                while (!silent) {
                    wire.chunk(DELTA);
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                wire.awaitClose();
            } catch (IOException cutOff) {
                // as it should be
            }
            closed.countDown();
        });
        try (Socket socket = ask()) {
            byte[] some = new byte[DELTA.length()];
            assertThat(socket.getInputStream().readNBytes(some, 0, some.length)).isEqualTo(some.length);
            socket.setSoLinger(true, 0);
        }
        read.countDown();
        assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
        JsonNode completed = gateway.lastCompleted();
        ended(completed, "client-disconnected", "client-closed");
        assertThat(completed.path("bytesReleased").longValue()).isPositive();
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerThatEndsItsSendingGetsItsAnswerHoweverTheProviderPauses(boolean stream) throws Exception {
        says((connection, wire) -> {
            TimeUnit.MILLISECONDS.sleep(stream ? 0 : 300);
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            TimeUnit.MILLISECONDS.sleep(200);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        try (Socket socket = ask()) {
            socket.shutdownOutput();
            Http.Answer answer = Http.read(socket, "POST");
            assertThat(answer.text()).isEqualTo(DELTA + DONE);
            assertThat(answer.clean()).isTrue();
            ended(gateway.completed(answer), "ok", null);
        }
    }

    // Ends of the gateway's own making.

    /// A call under way: the provider was asked, and sends nothing, or a head and half a stream.
    private static Socket open(boolean streams) throws Exception {
        var asked = new CountDownLatch(1);
        says((connection, wire) -> {
            if (streams) {
                wire.raw(CHUNKED);
                wire.chunk(DELTA);
            }
            asked.countDown();
            wire.awaitClose();
        });
        Socket socket = ask();
        asked.await();
        if (streams) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        return socket;
    }

    private static void wasCut(Socket socket) throws IOException {
        try (socket) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotEndWith("0\r\n\r\n");
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallThatASwitchEndsIsInterruptedAndItsConnectionReset(boolean streams) throws Exception {
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        try (Socket socket = open(streams)) {
            TestSwitches.stop(board, "provider:o", false);
            OpenExchanges all = gateway.bean(OpenExchanges.class);
            Awaitility.await("those of other tests are over").until(() -> all.count() <= 1);
            assertThat(all.count()).isOne(); // not asked to end what is open
            TestSwitches.stop(board, "provider:o", true);
            ended(gateway.lastCompleted(), "interrupted", "switched-off");
            wasCut(socket);
        } finally {
            TestSwitches.resume(board, "provider:o");
        }
    }

    @Test
    void aFaultInsideAnExchangeIsRecordedAndCutsTheConnection() throws Exception {
        assertThatThrownBy(() -> gateway.http().post("/faulty/v1/messages", ASKED))
                .isInstanceOfAny(EOFException.class, SocketException.class);
        ended(gateway.lastCompleted(), "interrupted", "internal-error");
    }

    @Test
    void aStopInterruptsWhatIsStillOpenAndRecordsIt() throws Exception {
        try (GatewayHarness own = GatewayHarness.start()) {
            var asked = new CountDownLatch(1);
            own.provider().says((connection, wire) -> {
                wire.request();
                asked.countDown();
                wire.awaitClose();
            });
            Http http = own.http();
            try (Socket socket = http.connect()) {
                http.write(socket, "POST", "/o" + CHAT, ASKED.getBytes(StandardCharsets.UTF_8));
                asked.await();
                own.bean(OpenExchanges.class).stop();
                ended(own.lastCompleted(), "interrupted", "shutdown");
                wasCut(socket);
            }
        }
    }

    /// What could not be recorded as whole is not released as whole.
    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks", "none"})
    void anAnswerWhoseEndCannotBeRecordedNeverEndsCleanly(String framing) throws Exception {
        try (GatewayHarness own = GatewayHarness.start()) {
            own.provider().says((connection, wire) -> {
                wire.request();
                own.journal().mood(FakeJournal.Mood.FAILS);
                answer(wire, framing);
            });
            try {
                Http.Answer answer = own.http().post("/o" + CHAT, ASKED);
                assertThat(answer.clean()).isFalse();
                assertThat(answer.text()).doesNotContain("[DONE]");
            } catch (IOException reset) {
                assertThat(reset).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            assertThat(own.count("ai.call.started")).isOne();
            assertThat(own.count("ai.call.completed")).isZero();
            Http.Answer next = own.http().post("/o" + CHAT, ASKED);
            assertThat(next.json().path("code").asString("")).isEqualTo("recording-unavailable");
        }
    }

    private static void answer(Wire wire, String framing) throws IOException {
        switch (framing) {
            case "length" ->
                wire.raw(STREAM + "Content-Length: " + (DELTA + DONE).length() + "\r\n\r\n" + DELTA + DONE);
            case "chunks" -> {
                wire.raw(CHUNKED);
                wire.chunk(DELTA + DONE);
                wire.lastChunk();
            }
            default -> wire.raw(STREAM + "\r\n" + DELTA + DONE);
        }
    }

    /// Whose an answer's ids are is kept before the answer is whole.
    @Test
    void anAnswerWhoseIdsCannotBeKeptIsCutOff() throws Exception {
        try (GatewayHarness own = GatewayHarness.start()) {
            own.providerSays("application/json", "{\"id\":\"file-1\",\"object\":\"file\"}");
            own.add("other", "other", Grants.UNLIMITED);
            own.bean(ResourceOwnershipStore.class).close();
            try {
                assertThat(own.http().post("/o/v1/files", "{}").clean()).isFalse();
            } catch (IOException reset) {
                assertThat(reset).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            ended(own.lastCompleted(), "interrupted", "state-unavailable");
            Http.Answer refused = own.http().get("/o/v1/files/file-1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("code").asString("")).isEqualTo("state-unavailable");
            assertThat(refused.header("retry-after")).contains("5");
        }
    }
}
