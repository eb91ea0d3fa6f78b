package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.CHAT;
import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.MESSAGES;
import static io.chirograph.gateway.dialect.Answers.RESPONSES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static io.chirograph.gateway.dialect.OpenAiAnswerTest.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.TextDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A member that is there means something only where something is said in it, and a part is not the whole.
class SaidNothingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null",
                "{}",
                "\"\"",
                "\"  \"",
                "false",
                "[]",
                "{\"message\":\"\",\"code\":null}",
                "{\"message\":\"\",\"type\":\"\",\"param\":null,\"code\":\"\"}",
                "{\"code\":0,\"message\":null,\"details\":[],\"inner\":{\"message\":\"\"}}"
            })
    void anErrorThatSaysNothingIsNone(String error) {
        for (String json :
                List.of("{\"id\":\"x\",\"error\":" + error + "}", "{\"error\":" + error + ",\"id\":\"x\"}")) {
            assertThat(Answers.bytewise("openai", CHAT, JSON, json).facts().streamError())
                    .isNull();
            assertThat(Answers.bytewise("openai", CHAT, STREAM, "data: " + json + "\n\n")
                            .facts()
                            .streamError())
                    .isNull();
            assertThat(Answers.bytewise("anthropic", MESSAGES, JSON, json)
                            .facts()
                            .streamError())
                    .isNull();
        }
        assertThat(Answers.bytewise("openai", RESPONSES, JSON, "{\"response\":{\"error\":" + error + "}}")
                        .facts()
                        .streamError())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"no\"                                          | error",
                "true                                            | error",
                "{\"message\":\"no\",\"code\":null}              | error",
                "{\"message\":\"\",\"code\":\"overloaded\"}      | overloaded",
                "{\"message\":\"x\",\"type\":\"api_error\",\"code\":500} | api_error",
                "{\"message\":\"x\",\"code\":502}                | 502",
                "{\"details\":[{\"reason\":\"no\"}]}             | error",
                "[{\"loc\":[\"body\"]}]                          | error"
            })
    void anErrorThatSaysSomethingIsOne(String error, String code) {
        String json = "{\"error\":" + error + "}";
        assertThat(Answers.bytewise("openai", CHAT, JSON, json).facts().streamError())
                .isEqualTo(code);
        assertThat(Answers.whole("anthropic", MESSAGES, STREAM, "data: " + json + "\n\n")
                        .facts()
                        .streamError())
                .isEqualTo(code);
    }

    @Test
    void anErrorOfAnySizeIsOne() {
        String json = "{\"error\":{\"message\":\"" + "x".repeat(100_000) + "\"}}";
        assertThat(Answers.bytewise("openai", CHAT, JSON, json).facts().streamError())
                .isEqualTo("error");
    }

    @Test
    void aVendorsOwnStatusIsAnErrorUnlessItIsZero() {
        assertThat(Answers.whole("openai", CHAT, JSON, "{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"x\"}}")
                        .facts()
                        .streamError())
                .isEqualTo("1004");
        assertThat(Answers.whole("openai", CHAT, JSON, "{\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}")
                        .facts()
                        .streamError())
                .isNull();
    }

    @Test
    void blankModelsIdsAndFinishReasonsReplaceNothingAndEndNothing() {
        var facts = Answers.bytewise("openai", CHAT, STREAM, """
            data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":""}]}

            data: {"id":"","model":"","choices":[{"index":0,"delta":{"content":"y"},"finish_reason":"null"}]}

            """).facts();
        assertThat(facts.model()).isEqualTo("m-1");
        assertThat(facts.responseId()).isEqualTo("c1");
        assertThat(facts.finishReasons()).isEmpty();
    }

    private static String chunk(String choices) {
        return "data: {\"choices\":[" + choices + "]}\n\n";
    }

    @Test
    void interleavedChoicesHaveADigestEach() throws Exception {
        String body = chunk("{\"index\":0,\"delta\":{\"content\":\"ab\"}}")
                + chunk("{\"delta\":{\"content\":\"XY\"},\"index\":1}")
                + chunk("{\"index\":0,\"delta\":{\"content\":\"c\"}},{\"index\":1,\"delta\":{\"content\":\"Z\"}}")
                + "data: [DONE]\n\n";
        for (int size : new int[] {1, 7, Integer.MAX_VALUE}) {
            var texts = Answers.read(
                            "openai", CHAT, STREAM, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), size, null)
                    .facts()
                    .texts();
            assertThat(texts).extracting(TextDigest::choice).containsExactly(0, 1);
            assertThat(texts).extracting(text -> text.digest().value()).containsExactly(sha256("abc"), sha256("XYZ"));
        }
    }

    @Test
    void aTextOfWhichAPartWasAListHasNoDigest() {
        String body = chunk("{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"lost\"}]}}")
                + chunk("{\"index\":0,\"delta\":{\"content\":\"kept\"}}")
                + "data: [DONE]\n\n";
        assertThat(Answers.bytewise("openai", CHAT, STREAM, body).facts().texts())
                .isEmpty();
    }

    @Test
    void aLongDeltaWhoseChoiceIsKnownTooLateHasNoDigest() throws Exception {
        String text = "z".repeat(100_000);
        String late = chunk("{\"delta\":{\"content\":\"" + text + "\"},\"index\":1}");
        assertThat(Answers.bytewise("openai", CHAT, STREAM, late).facts().texts())
                .isEmpty();
        String early = chunk("{\"index\":1,\"delta\":{\"content\":\"" + text + "\"}}");
        assertThat(Answers.text(Answers.bytewise("openai", CHAT, STREAM, early).facts()))
                .isEqualTo(sha256(text));
    }

    @Test
    void partsOfOneAnswerHaveADigestEach() throws Exception {
        var blocks =
                Answers.bytewise("anthropic", MESSAGES, STREAM, """
                    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one"}}

                    data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"three"}}

                    """).facts().texts();
        assertThat(blocks).extracting(TextDigest::part).containsExactly(0, 2);
        assertThat(blocks).extracting(text -> text.digest().value()).containsExactly(sha256("one"), sha256("three"));
        var items = Answers.bytewise("openai", RESPONSES, STREAM, """
            data: {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"one"}

            data: {"delta":"three","content_index":2,"output_index":1,"type":"response.output_text.delta"}

            """).facts().texts();
        assertThat(items).extracting(TextDigest::choice).containsExactly(1, 1);
        assertThat(items).extracting(TextDigest::part).containsExactly(0, 2);
        assertThat(items).extracting(text -> text.digest().value()).containsExactly(sha256("one"), sha256("three"));
    }

    @Test
    void moreTextsThanAnEventHoldsHaveNone() {
        var body = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            body.append(chunk("{\"index\":" + i + ",\"delta\":{\"content\":\"x\"}}"));
        }
        assertThat(Answers.whole("openai", CHAT, STREAM, body.toString())
                        .facts()
                        .texts())
                .isEmpty();
    }
}
