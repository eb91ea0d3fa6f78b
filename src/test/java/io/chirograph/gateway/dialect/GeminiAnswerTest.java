package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static io.chirograph.gateway.dialect.OpenAiAnswerTest.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.known.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies after the public reference of `generateContent`, https://ai.google.dev/api/generate-content.
class GeminiAnswerTest {
    static final Operation GENERATE = operation("generateContent");
    static final Operation STREAMED = operation("streamGenerateContent");

    private static final String FIRST =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"think\",\"thought\":true},{\"text\":\"Gr\\u00fc\"}],"
                    + "\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":10},"
                    + "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r-1\"}";
    private static final String LAST =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ße\"}],\"role\":\"model\"},"
                    + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":10,"
                    + "\"candidatesTokenCount\":4,\"totalTokenCount\":37,\"cachedContentTokenCount\":6,"
                    + "\"thoughtsTokenCount\":20,\"toolUsePromptTokenCount\":3,\"promptTokensDetails\":"
                    + "[{\"modality\":\"TEXT\",\"tokenCount\":8},{\"modality\":\"AUDIO\",\"tokenCount\":2}]},"
                    + "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r-1\"}";

    private static Operation operation(String verb) {
        return Dialects.byName("gemini").operation("POST", "/v1beta/models/gemini-2.5-flash:" + verb);
    }

    private static void facts(ResponseFacts facts, boolean isStream) throws Exception {
        assertThat(facts.model()).isEqualTo("gemini-2.5-flash");
        assertThat(facts.responseId()).isEqualTo("r-1");
        assertThat(facts.finishReasons()).containsExactly("STOP");
        assertThat(facts.streamed()).isEqualTo(isStream);
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(facts.streamError()).isNull();
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(13);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(24);
        assertThat(facts.usage().tokens().get("gen_ai.usage.reasoning.output_tokens"))
                .isEqualTo(20);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(6);
        assertThat(facts.usage().tokens().get("gen_ai.usage.audio.input_tokens"))
                .isEqualTo(2);
        assertThat(facts.usage().reported())
                .containsEntry("totalTokenCount", 37)
                .containsEntry("promptTokensDetails.TEXT", 8);
        if (isStream) {
            assertThat(Answers.text(facts)).isEqualTo(sha256("Grüße"));
            assertThat(facts.terminalEvent()).isTrue();
        }
    }

    private static String events(String... events) {
        return "data: " + String.join("\r\n\r\ndata: ", events) + "\r\n\r\n";
    }

    private static String list(String... events) {
        return "[" + String.join("\n,\r\n", events) + "\n]\n";
    }

    @Test
    void aWholeAnswerTellsItsFacts() throws Exception {
        facts(Answers.bytewise("gemini", GENERATE, JSON, LAST).facts(), false);
        assertThat(Answers.whole("gemini", GENERATE, JSON, LAST).held()).isEmpty();
        assertThat(Answers.whole("gemini", GENERATE, JSON, LAST.substring(0, 300))
                        .facts()
                        .end())
                .isEqualTo(End.BROKEN);
    }

    @Test
    void bothFormsOfAStreamTellTheSame() throws Exception {
        for (int size : new int[] {1, 3, 50, Integer.MAX_VALUE}) {
            byte[] sse = events(FIRST, LAST).getBytes(StandardCharsets.UTF_8);
            facts(Answers.read("gemini", STREAMED, STREAM, sse, size, null).facts(), true);
            byte[] list = list(FIRST, LAST).getBytes(StandardCharsets.UTF_8);
            facts(Answers.read("gemini", STREAMED, JSON, list, size, null).facts(), true);
        }
    }

    @Test
    void theLastEventIsHeldFromItsFirstByteWhenItCameWholeAndBeforeAnyoneCanReadItOtherwise() {
        assertThat(Answers.whole("gemini", STREAMED, STREAM, events(FIRST, LAST))
                        .heldText())
                .isEqualTo(events(LAST));
        assertThat(Answers.whole("gemini", STREAMED, JSON, list(FIRST, LAST)).heldText())
                .isEqualTo(LAST + "\n]\n");
        for (var read : new Answers.Read[] {
            Answers.bytewise("gemini", STREAMED, STREAM, events(FIRST, LAST)),
            Answers.bytewise("gemini", STREAMED, JSON, list(FIRST, LAST))
        }) {
            assertThat(read.releasedText()).contains(FIRST).doesNotContain(LAST);
            assertThat(read.heldText()).startsWith("],\"usageMetadata\"");
        }
    }

    @Test
    void whatSeemedTheLastEventGoesWhenContentFollowsIt() throws IOException {
        String late = "{\"usageMetadata\":{\"totalTokenCount\":38}}";
        for (int size : new int[] {1, 7, Integer.MAX_VALUE}) {
            for (boolean isList : new boolean[] {true, false}) {
                String last = isList ? list(LAST, late) : events(LAST, late);
                String all = isList ? list(FIRST, LAST, LAST, LAST, late) : events(FIRST, LAST, LAST, LAST, late);
                byte[] body = all.getBytes(StandardCharsets.UTF_8);
                var read = Answers.read("gemini", STREAMED, isList ? JSON : STREAM, body, size, null);
                assertThat(read.heldText()).as(all).isEqualTo(isList ? last.substring(1) : last);
                assertThat(read.facts().end()).isEqualTo(End.WHOLE);
                assertThat(read.ended())
                        .as("only a list says itself that nothing follows")
                        .isEqualTo(isList);
            }
        }
        byte[] events = events(FIRST, LAST, LAST, LAST, late).getBytes(StandardCharsets.UTF_8);
        byte[] packed = ResponseObserverPropertyTest.encoded("gzip", events);
        var read = Answers.read(
                "gemini",
                STREAMED,
                Map.of("content-type", "text/event-stream", "content-encoding", "gzip"),
                packed,
                8,
                null);
        assertThat(read.released()).as("of what is compressed").hasSizeGreaterThan(packed.length / 2);
        assertThat(read.held()).isNotEmpty();
    }

    @Test
    void aStreamThatEndsInsideAnEventIsBrokenWhateverWasSaidBefore() {
        String all = events(LAST, LAST);
        int whole = all.length() - "\r\n\r\n".length();
        for (int cut = events(LAST).length() + 1; cut < whole; cut++) {
            assertThat(Answers.whole("gemini", STREAMED, STREAM, all.substring(0, cut))
                            .facts()
                            .end())
                    .as(all.substring(0, cut))
                    .isEqualTo(End.BROKEN);
        }
        for (String end :
                new String[] {all.substring(0, whole), all, all + ": a comm", events(LAST) + "data: [DONE]\n\n"}) {
            assertThat(Answers.whole("gemini", STREAMED, STREAM, end).facts().end())
                    .as(end)
                    .isEqualTo(End.WHOLE);
        }
    }

    @Test
    void aStreamWithoutTheFinishOfEveryCandidateIsBroken() {
        String other = FIRST.replace("\"index\":0", "\"index\":1");
        for (String body : new String[] {events(FIRST), events(FIRST, other, LAST), events(other, LAST)}) {
            var read = Answers.bytewise("gemini", STREAMED, STREAM, body);
            assertThat(read.facts().end()).isEqualTo(End.BROKEN);
            assertThat(read.facts().terminalEvent()).isFalse();
        }
        for (String body : new String[] {
            list(FIRST), list(FIRST, other, LAST), list(FIRST, LAST).replace("]\n", ""), "[", list(), ""
        }) {
            assertThat(Answers.bytewise("gemini", STREAMED, JSON, body).facts().end())
                    .as(body)
                    .isEqualTo(End.BROKEN);
        }
    }

    @Test
    void aBlockedPromptEndsAStream() {
        var facts = Answers.bytewise(
                        "gemini",
                        STREAMED,
                        STREAM,
                        events("{\"promptFeedback\":{\"blockReason\":"
                                + "\"PROHIBITED_CONTENT\"},\"usageMetadata\":{\"promptTokenCount\":7}}"))
                .facts();
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(facts.finishReasons()).containsExactly("PROHIBITED_CONTENT");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInsideAStreamIsTold(boolean isList) {
        String error = "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}";
        var read = isList
                ? Answers.bytewise("gemini", STREAMED, JSON, list(FIRST, error))
                : Answers.bytewise("gemini", STREAMED, STREAM, events(FIRST, error));
        assertThat(read.facts().streamError()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void aStreamIsOneByItsPath() {
        assertThat(STREAMED.isStream()).isTrue();
        assertThat(GENERATE.isStream()).isFalse();
    }

    @Test
    void embeddingsTellTheirUsage() {
        var facts =
                Answers.bytewise("gemini", operation("embedContent"), JSON, """
                    {"embedding":{"values":[0.1,-0.2]},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}
                    """).facts();
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(7);
        assertThat(facts.end()).isEqualTo(End.WHOLE);
    }

    @Test
    void otherMakersModelsAnswerInTheirOwnFormat() {
        var operation = Dialects.byName("gemini")
                .operation(
                        "POST",
                        "/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4@1:streamRawPredict");
        var read = Answers.whole("gemini", operation, STREAM, AnthropicAnswerTest.MESSAGE_STREAM);
        assertThat(read.facts().model()).isEqualTo("claude-x");
        assertThat(read.facts().usage().tokens().get("gen_ai.usage.output_tokens"))
                .isEqualTo(15);
        assertThat(read.facts().end()).isEqualTo(End.WHOLE);
        assertThat(read.heldText()).startsWith("event: message_stop");
    }
}
