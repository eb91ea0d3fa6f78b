package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.recording.FakeJournal;
import io.chirograph.standin.SocketWire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Sockets whose peers do what they should not, or go at awkward moments.
class HostileSocketsTest extends SocketTrial {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aProviderThatGoesInTheMiddleLeavesNoWholeTurn() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            provider.text(created("r1"));
            client.event("response.created");
            dropProvider();
            assertThat(client.closed()).isEqualTo(1014);
            assertThat(outcome(completed(turns(client.callId()).getFirst()))).isEqualTo("provider-error truncated");
            assertThat(outcome(client)).isEqualTo("provider-error truncated");
        }
    }

    @Test
    void aProviderThatClosesInTheMiddleLeavesNoWholeTurnAndItsStatusPasses() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            provider.close(1011);
            assertThat(client.closed()).isEqualTo(1011);
            assertThat(provider.closed()).isEqualTo(1011);
            assertThat(outcome(completed(turns(client.callId()).getFirst()))).isEqualTo("provider-error truncated");
            assertThat(outcome(client)).isEqualTo("provider-error socket-closed");
        }
    }

    @Test
    void aClientThatVanishesIsToldApart() throws Exception {
        start();
        SocketWire client = open();
        SocketWire provider = provider();
        client.text(CREATE);
        provider.event("response.create");
        client.close();
        assertThat(outcome(completed(turns(client.callId()).getFirst())))
                .isEqualTo("client-disconnected client-closed");
        assertThat(outcome(client)).isEqualTo("client-disconnected client-closed");
        assertThat(provider.isOver()).isTrue();
    }

    @Test
    void aCloseWithATurnOpenIsPassedAndAnswered() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            client.close(4321);
            assertThat(provider.closed()).isEqualTo(4321);
            provider.close(4321);
            assertThat(client.closed()).isEqualTo(4321);
            assertThat(outcome(completed(turns(client.callId()).getFirst())))
                    .isEqualTo("client-disconnected client-closed");
            assertThat(outcome(client)).isEqualTo("ok ");
            assertThat(client.next()).isNull();
        }
    }

    @Test
    void pingsAndPongsPassBothWays() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.frame(0x80 | SocketWire.PING, utf8("a"));
            assertThat(provider.get().text()).isEqualTo("a");
            provider.frame(0x80 | SocketWire.PONG, utf8("a"));
            assertThat(client.get().opcode()).isEqualTo(SocketWire.PONG);
            provider.frame(0x80 | SocketWire.PING, utf8("b"));
            assertThat(client.get().text()).isEqualTo("b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c180, 1002", // a reserved bit
        "8100, 1002", // not masked
        "8380, 1002", // no opcode
        "81ff7fffffffffffffff, 1009", // too long
        "8181000000ff9e, 1007", // no UTF-8: 9e unmasked
        "88810000000003, 1002", // half a status
    })
    void aClientThatBreaksTheProtocolIsClosedAndNothingOfItGoesOn(String frame, int status) throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            byte[] bytes = new byte[frame.length() / 2];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(frame.substring(2 * i, 2 * i + 2), 16);
            }
            client.bytes(bytes);
            assertThat(client.closed()).isEqualTo(status);
            assertThat(provider.isOver()).isTrue();
            assertThat(outcome(client)).isEqualTo("client-disconnected socket-malformed");
        }
    }

    @Test
    void aProviderThatBreaksTheProtocolIsNotPassedOn() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            provider.bytes(SocketWire.encoded(0x81, utf8(done("r1", 4)), true)); // a server must not mask
            assertThat(client.get().opcode()).isEqualTo(SocketWire.CLOSE);
            assertThat(outcome(completed(turns(client.callId()).getFirst())))
                    .isEqualTo("provider-error malformed-answer");
        }
    }

    /// A turn's message that is cut anywhere begins no turn.
    @Test
    void aCutMessageBeginsNothing() throws Exception {
        start();
        byte[] frame = SocketWire.encoded(0x81, utf8(CREATE), true);
        for (int cut = 1; cut < frame.length; cut++) {
            SocketWire client = open();
            SocketWire provider = provider();
            client.bytes(Arrays.copyOf(frame, cut));
            client.close();
            assertThat(provider.isOver()).isTrue();
            assertThat(outcome(client)).isEqualTo("client-disconnected client-closed");
            assertThat(turns(client.callId())).isEmpty();
            dropProvider();
        }
    }

    @Test
    void aMessageInManyFramesIsOneAndPingsGoBetween() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            byte[] text = utf8(CREATE);
            for (int i = 0; i < text.length; i++) {
                client.frame((i == 0 ? 1 : 0) | (i == text.length - 1 ? 0x80 : 0), new byte[] {text[i]});
                client.frame(0x80 | SocketWire.PING, new byte[] {(byte) i});
                assertThat(i < text.length - 1 ? provider.get().opcode() : SocketWire.PING)
                        .isEqualTo(SocketWire.PING);
            }
            SocketWire.Got got = provider.get();
            assertThat(got.text()).isEqualTo(CREATE);
            assertThat(got.masked()).isTrue();
            assertThat(got.first()).isEqualTo(0x81);
        }
    }

    @Test
    void twoTurnsBeforeOneIsDoneAreTwoCalls() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            provider.text(SILENT);
            client.event("session.created");
            client.text(CREATE);
            client.text(CREATE);
            provider.event("response.create");
            provider.event("response.create");
            provider.text(created("r1"));
            provider.text("{\"type\":\"error\",\"error\":{\"code\":\"conversation_already_has_active_response\"}}");
            provider.text(done("r1", 4));
            client.event("response.done");
            List<JsonNode> turns = turns(client.callId());
            assertThat(turns).hasSize(2);
            assertThat(outcome(completed(turns.get(0)))).isEqualTo("ok ");
            assertThat(completed(turns.get(0))
                            .path("gen_ai.usage.output_tokens")
                            .asInt())
                    .isEqualTo(4);
            assertThat(outcome(completed(turns.get(1)))).isEqualTo("provider-error turned-away");
        }
    }

    @Test
    void outOfBandResponsesEndInAnyOrder() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            client.text(CREATE);
            provider.event("response.create");
            provider.event("response.create");
            provider.text(created("r1"));
            provider.text(created("r2"));
            provider.text(done("r2", 2));
            provider.text(done("r1", 1));
            client.event("response.done");
            client.event("response.done");
            List<JsonNode> turns = turns(client.callId());
            assertThat(completed(turns.get(0)).path("gen_ai.response.id").asString())
                    .isEqualTo("r1");
            assertThat(completed(turns.get(1))
                            .path("gen_ai.usage.output_tokens")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    /// An end of a response that nobody began, and a second end of one that has ended, are turns of their own.
    @Test
    void whatTheProviderDoesUnaskedIsOnRecordBeforeItGoesBack() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            provider.text(done("stranger", 3));
            client.event("response.done");
            assertThat(turns(client.callId())).hasSize(1);
            client.text(CREATE);
            provider.event("response.create");
            provider.text(created("r1"));
            provider.text(done("r1", 4));
            provider.text(done("r1", 500));
            client.event("response.done");
            client.event("response.done");
            provider.text("{\"type\":\"response.output_text.delta\",\"response_id\":\"x\",\"delta\":\"leak\"}");
            client.event("response.output_text.delta");
            List<JsonNode> turns = turns(client.callId());
            assertThat(turns).hasSize(4);
            assertThat(turns.get(0).at("/parameters/trigger").asString()).isEqualTo("provider");
            assertThat(completed(turns.get(1))
                            .path("gen_ai.usage.output_tokens")
                            .asInt())
                    .isEqualTo(4);
            assertThat(completed(turns.get(2))
                            .path("gen_ai.usage.output_tokens")
                            .asInt())
                    .isEqualTo(500);
            assertThat(turns.get(3).at("/parameters/trigger").asString()).isEqualTo("provider");
        }
        settled();
    }

    @Test
    void aMessageThatNobodyReadsGoesNowhere() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            for (String text : new String[] {
                "not json",
                "[]",
                "{\"type\":\"response.create\"",
                "{\"type\":\"response.create\"} x",
                "{}",
                "{\"type\":7"
            }) {
                client.text(text);
                JsonNode error = client.event("error");
                assertThat(error.at("/error/code").asString()).isEqualTo("body-unreadable");
            }
            client.frame(0x80 | SocketWire.BINARY, CREATE.getBytes(StandardCharsets.UTF_16BE));
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("body-unreadable");
            client.text(CREATE);
            assertThat(provider.get().text()).isEqualTo(CREATE);
            assertThat(refused(client.callId())).hasSize(7);
            assertThat(turns(client.callId())).hasSize(1);
        }
    }

    /// A provider may go by either of two types.
    @Test
    void aDoubledTypeBeginsATurn() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text("{\"type\":\"response.create\",\"type\":\"session.update\"}");
            provider.get();
            client.text("{\"type\":\"session.update\",\"typ\\u0065\":\"response.create\"}");
            provider.get();
            client.text("{\"type\":\"response.of_tomorrow\"}");
            provider.get();
            assertThat(turns(client.callId())).hasSize(3);
        }
    }

    @Test
    void nothingGoesOnThatTheJournalDoesNotTake() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            gateway.journal().mood(FakeJournal.Mood.FULL);
            client.text(CREATE);
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("recording-unavailable");
            gateway.journal().mood(FakeJournal.Mood.WORKS);
            assertThat(client.closed()).isEqualTo(1013);
            assertThat(provider.isOver()).isTrue();
            assertThat(turns(client.callId())).isEmpty();
            assertThat(outcome(client)).isEqualTo("interrupted recording-unavailable");
        }
    }

    @Test
    void theEndOfATurnThatCannotBeRecordedNeverComes() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            provider.text(created("r1"));
            client.event("response.created");
            gateway.journal().mood(FakeJournal.Mood.FAILS);
            provider.text(done("r1", 4));
            assertThat(isEndedWithout(client, "response.done")).isTrue();
        }
    }

    private static boolean isEndedWithout(SocketWire client, String word) {
        try {
            for (SocketWire.Got got = client.next(); got != null; got = client.next()) {
                if (got.text().contains(word) || got.opcode() == SocketWire.CLOSE) {
                    return false;
                }
            }
            return true;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void openTurnsAreBounded() throws Exception {
        start("gateway.socket.max-turns=2");
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            client.text(CREATE);
            client.text(CREATE);
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("concurrency-limited");
            provider.get();
            provider.get();
            assertThat(refused(client.callId())).hasSize(1);
        }
    }

    @Test
    void whatIsSaidForOneTurnIsBounded() throws Exception {
        start("gateway.socket.max-message=2KB");
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            String item = "{\"type\":\"conversation.item.create\",\"item\":\"" + "x".repeat(900) + "\"}";
            client.text(item);
            client.text(item);
            client.text(item);
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("body-too-large");
            provider.get();
            provider.get();
            client.frame(0x82, new byte[3000]);
            assertThat(client.closed()).isEqualTo(1009);
        }
    }

    /// A client that takes nothing stops the reading of the provider, and holds no more than a few buffers.
    @Test
    void aSlowReaderIsBoundedAndCutOff() throws Exception {
        start("gateway.stall-timeout=1s");
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            provider.text(created("r1"));
            String delta = "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r1\",\"delta\":\""
                    + "A".repeat(100_000) + "\"}";
            boolean isTaken = true;
            for (int i = 0; i < 1000 && isTaken; i++) {
                try {
                    provider.text(delta);
                } catch (IOException e) {
                    isTaken = false;
                }
            }
            assertThat(isTaken).isFalse();
            assertThat(outcome(completed(turns(client.callId()).getFirst())))
                    .isEqualTo("client-disconnected client-closed");
        }
    }

    @Test
    void aSocketOverWhichNothingComesIsClosed() throws Exception {
        start("gateway.socket.idle-timeout=300ms");
        try (SocketWire client = open()) {
            assertThat(client.closed()).isEqualTo(1001);
            assertThat(outcome(client)).isEqualTo("timeout idle-timeout");
        }
    }

    /// Frames may stand right behind either head, in the same packet.
    @Test
    void framesRightBehindTheHeadsAreNotLost() throws Exception {
        start();
        gateway.provider().says((connection, wire) -> {
            SocketWire asked = wire.askedForSocket();
            wire.raw("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + SocketWire.accept(asked.header("sec-websocket-key")) + "\r\n\r\n"
                    + new String(SocketWire.encoded(0x81, utf8(SILENT), false), StandardCharsets.ISO_8859_1));
            asked.event("response.create");
            asked.text(created("r1"));
            asked.text(done("r1", 4));
            asked.isOver();
        });
        String request = "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + SocketWire.KEY + "\r\nAuthorization: Bearer "
                + gateway.key("acme") + "\r\n\r\n"
                + new String(SocketWire.encoded(0x81, utf8(CREATE), true), StandardCharsets.ISO_8859_1);
        try (SocketWire client = SocketWire.raw(gateway.http().connect(), request)) {
            client.event("session.created");
            client.event("response.done");
        }
        settled();
    }

    @Test
    void memoryGoesBack() throws Exception {
        start();
        var budget = gateway.bean(MemoryBudget.class);
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.get();
            long idle = budget.used();
            for (int i = 0; i < 20; i++) {
                client.text("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "A".repeat(200_000) + "\"}");
                provider.get();
            }
            Awaitility.await().untilAsserted(() -> assertThat(budget.used()).isLessThan(idle + 100_000));
        }
        settled();
        Awaitility.await().untilAsserted(() -> assertThat(budget.used()).isLessThan(100_000));
    }
}
