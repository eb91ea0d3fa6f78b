package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.CHAT;
import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.MESSAGES;
import static io.chirograph.gateway.dialect.Answers.RESPONSES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of the end of a response, whatever its framing says.
class AnswerEndTest {
    private static final Operation STORED = new Operation("other", "responses.stored", Operation.Kind.STATE);
    private static final Operation RUNS = new Operation("other", "threads", Operation.Kind.STATE);
    private static final Operation AUDIO = new Operation("other", "audio", Operation.Kind.INFERENCE);
    private static final Operation IMAGES = new Operation("other", "images", Operation.Kind.INFERENCE);
    private static final Operation FILES = new Operation("other", "files", Operation.Kind.STATE);

    private static End end(String dialect, Operation operation, Map<String, String> headers, String body) {
        End whole = Answers.whole(dialect, operation, headers, body).facts().end();
        assertThat(Answers.bytewise(dialect, operation, headers, body).facts().end())
                .as("byte by byte")
                .isEqualTo(whole);
        return whole;
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static String chunk(String choices) {
        return "data: {\"choices\":[" + choices + "]}\n\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "sandbox"})
    void aJsonTextIsWholeWhenItIsCompleteAndBrokenAtEveryOtherLength(String dialect) {
        String json = "{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"a\\\\\\\"}\"}}],\"usage\":{\"n\":1}}";
        Operation operation = dialect.equals("anthropic") ? MESSAGES : CHAT;
        for (int length = 1; length < json.length(); length++) {
            assertThat(end(dialect, operation, JSON, json.substring(0, length)))
                    .as("first %d characters", length)
                    .isEqualTo(End.BROKEN);
        }
        assertThat(end(dialect, operation, JSON, json)).isEqualTo(End.WHOLE);
        assertThat(end(dialect, operation, JSON, json + " \n")).isEqualTo(End.WHOLE);
        assertThat(end(dialect, operation, JSON, json + json)).isEqualTo(End.UNKNOWN);
        assertThat(end(dialect, operation, JSON, "<html>" + json)).isEqualTo(End.UNKNOWN);
        assertThat(end(dialect, operation, JSON, "")).isEqualTo(End.UNKNOWN);
    }

    @Test
    void jsonThatNobodyPromisedIsOnlyBrokenWhereNothingElseBoundsIt() {
        String json = "{\"data\":[1,2";
        for (Operation operation : List.of(FILES, Operation.OTHER)) {
            assertThat(end("openai", operation, JSON, json)).isEqualTo(End.BROKEN);
            assertThat(end("openai", operation, with(JSON, "content-length", "12"), json))
                    .isEqualTo(End.UNKNOWN);
            assertThat(end("openai", operation, with(JSON, "transfer-encoding", "chunked"), json))
                    .isEqualTo(End.UNKNOWN);
        }
        assertThat(end("generic", Operation.OTHER, JSON, json)).isEqualTo(End.BROKEN);
        assertThat(end("generic", Operation.OTHER, JSON, json + "]}")).isEqualTo(End.WHOLE);
        assertThat(end("generic", Operation.OTHER, Map.of("content-type", "audio/mpeg"), json))
                .isEqualTo(End.UNKNOWN);
        assertThat(end("generic", Operation.OTHER, STREAM, "data: [DONE]\n\n")).isEqualTo(End.UNKNOWN);
        assertThat(Answers.whole("generic", Operation.OTHER, STREAM, "data: [DONE]\n\n")
                        .held())
                .isEmpty();
    }

    @Test
    void theFinishOfOneChoiceIsNotTheEndOfAll() {
        String one = chunk("{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}")
                + chunk("{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}");
        assertThat(end("openai", CHAT, STREAM, one)).isEqualTo(End.BROKEN);
        String all = one + chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}");
        assertThat(end("openai", CHAT, STREAM, all))
                .as("some never send [DONE]; a choice may not have begun")
                .isEqualTo(End.UNKNOWN);
        assertThat(end("openai", CHAT, STREAM, all + "data: [DONE]\n\n")).isEqualTo(End.WHOLE);
        assertThat(end("openai", CHAT, STREAM, one + "data: [DONE]\n\n")).isEqualTo(End.WHOLE);
    }

    @Test
    void theStopReasonOfAMessageIsNotItsEnd() {
        String body = AnthropicAnswerTest.MESSAGE_STREAM;
        assertThat(end("anthropic", MESSAGES, STREAM, body)).isEqualTo(End.WHOLE);
        assertThat(end("anthropic", MESSAGES, STREAM, body.substring(0, body.indexOf("event: message_stop"))))
                .isEqualTo(End.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"response.completed", "response.incomplete", "response.failed"})
    void aResumedStoredResponseEndsAsANewOneDoes(String terminal) {
        String body = "event: response.in_progress\ndata: {\"type\":\"response.in_progress\",\"response\":"
                + "{\"status\":\"in_progress\"}}\n\n"
                + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n";
        String last = "data: {\"type\":\"" + terminal + "\",\"response\":{\"status\":\"x\"}}\n\n";
        for (Operation operation : List.of(STORED, RESPONSES)) {
            assertThat(end("openai", operation, STREAM, body)).isEqualTo(End.BROKEN);
            assertThat(end("openai", operation, STREAM, body + last)).isEqualTo(End.WHOLE);
            assertThat(Answers.whole("openai", operation, STREAM, body + last).heldText())
                    .isEqualTo(last);
        }
    }

    @Test
    void aRunsStreamEndsWithDone() {
        String body = "event: thread.run.completed\ndata: {\"id\":\"run_1\",\"status\":\"completed\","
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";
        assertThat(end("openai", RUNS, STREAM, body)).isEqualTo(End.BROKEN);
        var read = Answers.whole("openai", RUNS, STREAM, body + "event: done\ndata: [DONE]\n\n");
        assertThat(read.facts().end()).isEqualTo(End.WHOLE);
        assertThat(read.facts().usage().tokens().get("gen_ai.usage.output_tokens"))
                .isEqualTo(7);
        assertThat(read.heldText()).startsWith("event: done");
    }

    @ParameterizedTest
    @CsvSource({
        "speech.audio.delta, speech.audio.done",
        "transcript.text.delta, transcript.text.done",
        "transcription.text.delta, transcription.done",
        "image_generation.partial_image, image_generation.completed",
        "image_edit.partial_image, image_edit.completed"
    })
    void streamsOfSoundAndImagesEndWithTheirOwnEvents(String part, String last) {
        String body = "event: " + part + "\ndata: {\"type\":\"" + part + "\",\"b64_json\":\"AA\"}\n\n";
        String end = "event: " + last + "\ndata: {\"type\":\"" + last + "\",\"usage\":{\"input_tokens\":1}}\n\n";
        for (Operation operation : List.of(AUDIO, IMAGES)) {
            assertThat(end("openai", operation, STREAM, body)).isEqualTo(End.BROKEN);
            assertThat(end("openai", operation, STREAM, body + end)).isEqualTo(End.WHOLE);
            assertThat(Answers.whole("openai", operation, STREAM, body + end).heldText())
                    .isEqualTo(end);
        }
        assertThat(end("openai", AUDIO, STREAM, "data: {\"type\":\"anything.else\"}\n\n"))
                .isEqualTo(End.UNKNOWN);
        assertThat(end("openai", AUDIO, Map.of("content-type", "audio/mpeg"), "{mp3"))
                .isEqualTo(End.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br", "deflate"})
    void aCompressedBodyThatIsCutIsNotWhole(String encoding) throws IOException {
        byte[] body = ResponseObserverPropertyTest.encoded(
                encoding, "{\"id\":\"x\",\"choices\":[]}".getBytes(StandardCharsets.UTF_8));
        var headers = with(JSON, "content-encoding", encoding);
        assertThat(Answers.read("openai", CHAT, headers, body, 5, null).facts().end())
                .isEqualTo(End.WHOLE);
        byte[] cut = Arrays.copyOf(body, body.length / 2);
        assertThat(Answers.read("openai", CHAT, headers, cut, 5, null).facts().end())
                .isEqualTo(End.BROKEN);
        assertThat(Answers.read("openai", CHAT, with(JSON, "content-encoding", "x-odd"), body, 5, null)
                        .facts()
                        .end())
                .isEqualTo(End.UNKNOWN);
    }
}
