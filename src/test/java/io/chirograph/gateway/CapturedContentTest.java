package io.chirograph.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.e2e.Http;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Timing;
import io.chirograph.recording.FakeJournal;
import io.chirograph.support.digest.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What of a call's content is in the journal when its events are, and what becomes of calls whose content cannot be.
@Timeout(300)
class CapturedContentTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASKED =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"how are you\"}]}";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private GatewayHarness gateway;

    private void start(String payload, String... settings) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yml"), "version: 1\npayload: " + payload + "\n");
        String[] all = new String[settings.length + 1];
        all[0] = "policy.file=" + policy;
        System.arraycopy(settings, 0, all, 1, settings.length);
        gateway = GatewayHarness.start(all);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private byte @Nullable [] stored(String callId, ContentPart part) {
        return gateway.journal().content(callId, part);
    }

    private JsonNode started(Http.Answer answer) {
        return gateway.event("ai.call.started", answer.callId());
    }

    private static void assertKept(JsonNode body, String level, byte[] content) {
        assertThat(body.path("kept").path("level").asString("")).isEqualTo(level);
        assertThat(body.path("kept").path("class").asString("")).isEqualTo("standard");
        assertThat(body.path("kept").path("digest").path("length").asLong(-1)).isEqualTo(content.length);
        assertThat(body.path("kept").path("digest").path("value").asString(""))
                .isEqualTo(HexFormat.of().formatHex(Sha256.of(content)));
    }

    @Test
    void inTheClearRequestAndResponseAreKeptAsTheyCame() throws Exception {
        start("clear");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isEqualTo(ASKED.getBytes(UTF_8));
        assertThat(stored(answer.callId(), ContentPart.RESPONSE))
                .isEqualTo(answer.text().getBytes(UTF_8));
        assertKept(started(answer).path("request"), "clear", ASKED.getBytes(UTF_8));
        assertKept(
                gateway.completed(answer).path("response"),
                "clear",
                answer.text().getBytes(UTF_8));
        assertThat(started(answer)
                        .path("request")
                        .path("kept")
                        .path("mediaType")
                        .asString(""))
                .isEqualTo("application/json");
    }

    @Test
    void aStreamIsKeptWholeWhateverItsChunks() throws Exception {
        start("clear");
        String stream = DELTA.repeat(20_000) + DONE;
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            for (int at = 0; at < stream.length(); at += 7001) {
                wire.chunk(stream.substring(at, Math.min(stream.length(), at + 7001)));
            }
            wire.raw("0\r\n\r\n");
        });
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
        assertThat(answer.clean()).isTrue();
        assertThat(stored(answer.callId(), ContentPart.RESPONSE)).isEqualTo(stream.getBytes(UTF_8));
        assertKept(gateway.completed(answer).path("response"), "clear", stream.getBytes(UTF_8));
        JsonNode marks = gateway.completed(answer).path("marks");
        assertThat(marks.path("millis").size())
                .isPositive()
                .isLessThanOrEqualTo(Timing.Marks.MOST)
                .isEqualTo(marks.path("bytes").size());
        assertThat(marks.path("millis").get(0).asLong(-1)).isZero();
        assertThat(marks.path("bytes").get(marks.path("bytes").size() - 1).asLong(-1))
                .isEqualTo(stream.length());
    }

    @Test
    void whenItCameIsMarkedOfKeptStreamsAlone() throws Exception {
        start("clear");
        assertThat(gateway.completed(gateway.http().post("/o" + CHAT, ASKED)).has("marks"))
                .isFalse();
        gateway.close();
        start("digest");
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA + DONE);
            wire.raw("0\r\n\r\n");
        });
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
        assertThat(gateway.completed(answer).has("marks")).isFalse();
    }

    /// A provider that says what it was told, in pieces.
    private Http.Answer echoed(String answer) throws IOException {
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(
                    "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < answer.length(); at += 7) {
                wire.chunk(answer.substring(at, Math.min(answer.length(), at + 7)));
            }
            wire.raw("0\r\n\r\n");
        });
        Http.Answer got = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(got.text()).as("on the wire nothing is masked").isEqualTo(answer);
        return got;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "redacted"})
    void aCredentialThatTheProviderEchoesIsNotKept(String level) throws Exception {
        start(level);
        String answer = "{\"error\":{\"message\":\"no: Bearer secret-of-o\",\"type\":\"secret-of-o\"}}";
        Http.Answer got = echoed(answer);
        byte[] kept = Objects.requireNonNull(stored(got.callId(), ContentPart.RESPONSE));
        String text = new String(kept, UTF_8);
        assertThat(text).doesNotContain("secret-of").contains("error", "message");
        JsonNode response = gateway.completed(got).path("response");
        assertKept(response, level, kept);
        assertThat(response.path("kept")
                        .path("findings")
                        .path("credential-echo")
                        .asLong(-1))
                .isEqualTo(2);
        assertThat(response.path("digest").path("value").asString(""))
                .isEqualTo(HexFormat.of().formatHex(Sha256.of(answer.getBytes(UTF_8))));
        if (level.equals("clear")) {
            assertThat(text).isEqualTo(answer.replace("secret-of-o", "***********"));
        }
    }

    @Test
    void whatIsNoCredentialOfThisCallIsKept() throws Exception {
        start("clear");
        String answer = "{\"error\":\"no: secret-of-a, secret-of-\"}";
        Http.Answer got = echoed(answer);
        assertThat(stored(got.callId(), ContentPart.RESPONSE)).isEqualTo(answer.getBytes(UTF_8));
        assertThat(gateway.completed(got)
                        .path("response")
                        .path("kept")
                        .path("findings")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "digest", "{request: digest, response: nothing}"})
    void whatIsNotKeptIsNowhere(String payload) throws Exception {
        start(payload);
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isNull();
        assertThat(stored(answer.callId(), ContentPart.RESPONSE)).isNull();
        assertThat(started(answer).path("request").has("kept")).isFalse();
        JsonNode response = gateway.completed(answer).path("response");
        assertThat(response.has("kept")).isFalse();
        assertThat(response.path("digest").path("alg").asString(""))
                .isEqualTo(payload.equals("digest") ? "sha256" : "none");
    }

    @Test
    void partsHaveLevelsOfTheirOwn() throws Exception {
        start("{request: clear, response: digest}");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isEqualTo(ASKED.getBytes(UTF_8));
        assertThat(stored(answer.callId(), ContentPart.RESPONSE)).isNull();
        assertThat(gateway.completed(answer)
                        .path("response")
                        .path("digest")
                        .path("alg")
                        .asString(""))
                .isEqualTo("sha256");
    }

    @Test
    void ofWhatIsTooLargeTheDigestIsKept() throws Exception {
        start("clear", "content.max-bytes=1KB");
        String asked = "{\"model\":\"m\",\"x\":\"" + "y".repeat(2000) + "\"}";
        Http.Answer answer = gateway.http().post("/o" + CHAT, asked);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode request = started(answer).path("request");
        assertThat(request.path("kept").path("level").asString("")).isEqualTo("digest");
        assertThat(request.path("kept").path("reason").asString("")).isEqualTo("too-large");
        assertThat(request.path("digest").path("length").asLong(-1)).isEqualTo(asked.length());
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isNull();
        assertKept(
                gateway.completed(answer).path("response"),
                "clear",
                answer.text().getBytes(UTF_8));
    }

    @Test
    void aCallWhoseRequestCannotBeKeptIsRefusedAndNothingLeaves() throws Exception {
        start("clear");
        gateway.providerSays("application/json", "{}");
        gateway.journal().mood(FakeJournal.Mood.FULL);
        String asked = "{\"model\":\"m\",\"x\":\"" + "y".repeat(400_000) + "\"}";
        Http.Answer answer = gateway.http().post("/o" + CHAT, asked);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("recording-unavailable");
        assertThat(answer.header("retry-after")).contains("7");
        assertThat(gateway.lastBody()).isEmpty();
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isNull();
    }

    @Test
    void aCallWhoseRequestCannotBeReadBackIsRefusedWithAnEventAndNothingLeaves() throws Exception {
        start("clear\nrules:\n  - {id: secrets, when: {providers: [o]}, deny: {findings: [email]}}");
        gateway.providerSays("application/json", "{}");
        Http.Answer answer = gateway.http()
                .send("POST", "/o" + CHAT, ASKED.getBytes(UTF_8), "Content-Type: " + GatewayHarness.UNREADABLE);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("spool-unavailable");
        assertThat(gateway.event("ai.call.refused", answer.callId())
                        .path("code")
                        .asString(""))
                .isEqualTo("spool-unavailable");
        assertThat(gateway.count("ai.call.started")).isZero();
        assertThat(gateway.lastBody()).isEmpty();
    }

    @Test
    void aStreamWhoseContentCannotBeKeptNeverEndsCleanly() throws Exception {
        start("clear");
        String half = DELTA.repeat(10_000);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            gateway.journal().mood(FakeJournal.Mood.FAILS);
            wire.chunk(half + DONE);
            wire.raw("0\r\n\r\n");
        });
        assertThatThrownBy(() -> {
                    Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
                    if (!answer.clean()) {
                        throw new EOFException("cut");
                    }
                })
                .isInstanceOfAny(EOFException.class, SocketException.class);
        assertThat(gateway.count("ai.call.completed")).isZero();
    }

    @Test
    void ofAnAnswerThatBrokeOffIsKeptWhatCame() throws Exception {
        start("clear");
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
        });
        assertThatThrownBy(() -> {
                    Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
                    if (!answer.clean()) {
                        throw new EOFException("cut");
                    }
                })
                .isInstanceOfAny(EOFException.class, SocketException.class);
        JsonNode completed = gateway.lastCompleted();
        assertThat(completed.path("outcome").asString("")).isEqualTo("provider-error");
        assertKept(completed.path("response"), "clear", DELTA.getBytes(UTF_8));
        assertThat(completed.path("response").path("digest").path("length").asLong(-1))
                .isEqualTo(DELTA.length());
    }

    @Test
    void contentOfARefusedCallIsNotKept() throws Exception {
        start("clear\nallow: {models: ['gpt*']}");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(stored(answer.callId(), ContentPart.REQUEST)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL_FOR_CONTENT", "BREAKS_ON_CONTENT"})
    void aCallEndsWhereItsContentHasNoPlace(String mood) throws Exception {
        start("clear");
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            gateway.journal().mood(FakeJournal.Mood.valueOf(mood));
            wire.chunk(DONE);
            wire.raw("0\r\n\r\n");
        });
        assertThatThrownBy(this::wholeStream).isInstanceOfAny(EOFException.class, SocketException.class);
        JsonNode completed = gateway.lastCompleted();
        assertThat(completed.path("outcome").asString("")).isEqualTo("interrupted");
        assertThat(completed.path("reason").asString(""))
                .isEqualTo(mood.startsWith("FULL") ? "content-unavailable" : "internal-error");
        assertThat(completed.path("response").has("kept")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL_FOR_CONTENT", "BREAKS_ON_CONTENT"})
    void aCallThatBrokeOffEndsWhereItsContentHasNoPlace(String mood) throws Exception {
        start("clear");
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA);
            gateway.journal().mood(FakeJournal.Mood.valueOf(mood));
        });
        assertThatThrownBy(this::wholeStream).isInstanceOfAny(EOFException.class, SocketException.class);
        assertThat(gateway.lastCompleted().path("outcome").asString("")).isEqualTo("interrupted");
    }

    @Test
    void whatWaitsForTheRedactorHasABoundOfItsOwn() throws Exception {
        start("redacted", "content.max-bytes=1KB", "gateway.spool-quota=1MB");
        String stream = DELTA.repeat(40_000) + DONE;
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(stream);
            wire.raw("0\r\n\r\n");
        });
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
        assertThat(answer.clean()).isTrue();
        JsonNode kept = gateway.completed(answer).path("response").path("kept");
        assertThat(kept.path("level").asString("")).isEqualTo("digest");
        assertThat(kept.path("reason").asString("")).isEqualTo("too-large");
    }

    private void wholeStream() throws IOException {
        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\",\"stream\":true}");
        if (!answer.clean()) {
            throw new EOFException("cut");
        }
    }

    @Test
    void aRefusalOfAClassWithPseudonymsNamesNoPerson() throws Exception {
        start("""
                digest
                data-class: personal
                data-classes: [{name: personal, pseudonyms: true}]
                allow: {models: ['gpt*']}""");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(403);
        JsonNode refused = gateway.event("ai.call.refused", answer.callId());
        assertThat(refused.path("peer").asString("")).startsWith("p:");
        assertThat(refused.path("actor").path("verified").path("tenant").asString(""))
                .isEqualTo("acme");
        assertThat(refused.toString()).doesNotContain("127.0.0.1");
    }
}
