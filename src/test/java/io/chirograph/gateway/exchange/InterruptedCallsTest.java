package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.tenancy.ResourceOwnershipStore;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FakeJournal;
import io.chirograph.standin.Wire;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Calls that the caller leaves, and those that the gateway itself ends.
class InterruptedCallsTest extends Endings {
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerThatEndsItsSendingGetsItsAnswerHoweverTheProviderPauses(boolean stream) throws Exception {
        var ended = new CountDownLatch(1);
        says((connection, wire) -> {
            ended.await(); // behind the head of an answer such an end is a hang-up
            TimeUnit.MILLISECONDS.sleep(stream ? 0 : 300);
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            TimeUnit.MILLISECONDS.sleep(200);
            wire.chunk(DONE);
            wire.lastChunk();
        });
        try (Socket socket = ask()) {
            socket.shutdownOutput();
            ended.countDown();
            Http.Answer answer = Http.read(socket, "POST");
            assertThat(answer.text()).isEqualTo(DELTA + DONE);
            assertThat(answer.clean()).isTrue();
            ended(gateway.completed(answer), "ok", null);
        }
    }

    /// A call under way: the provider was asked, and sends nothing, or a head and half a stream.
    private Socket open(boolean streams) throws Exception {
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
