package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.CHAT;
import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.RESPONSES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OpenAiAnswerTest {
    private static final String CHAT_STREAM = """
        data: {"id":"c1","object":"chat.completion.chunk","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null,"obfuscation":"x9"}

        : ping

        data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"Gr\\u00fc\\u00df "},"finish_reason":null}],"usage":null,"obfuscation":"\\"content\\":\\"no\\""}

        data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"dich 😀\\ud83d\\ude00"},"finish_reason":null}],"usage":null}

        data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

        data: {"id":"c1","model":"m-1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}

        data: [DONE]

        """;

    private static final String RESPONSES_STREAM = """
        event: response.created
        data: {"type":"response.created","response":{"id":"r1","model":"m-2","status":"in_progress","usage":null}}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","delta":"one "}

        event: response.function_call_arguments.delta
        data: {"type":"response.function_call_arguments.delta","delta":"{\\"a\\":1}"}

        event: response.output_text.delta
        data: {"delta":"two","type":"response.output_text.delta"}

        event: response.completed
        data: {"type":"response.completed","response":{"id":"r1","model":"m-2","status":"completed","error":null,"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":1},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":2}}}}

        """;

    static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aChatStreamTellsModelUsageFinishAndText() throws Exception {
        var read = Answers.whole("openai", CHAT, STREAM, CHAT_STREAM);

        var facts = read.facts();
        assertThat(facts.model()).isEqualTo("m-1");
        assertThat(facts.responseId()).isEqualTo("c1");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(11);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(4);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(7);
        assertThat(facts.usage().tokens().get("gen_ai.usage.reasoning.output_tokens"))
                .isEqualTo(3);
        assertThat(facts.finishReasons()).containsExactly("stop");
        assertThat(facts.terminalEvent()).isTrue();
        assertThat(facts.streamError()).isNull();
        assertThat(Answers.text(facts)).isEqualTo(sha256("Grüß dich 😀😀"));
        assertThat(facts.texts().getFirst().digest().length()).isEqualTo(20L);
        assertThat(read.ended()).isTrue();
    }

    @Test
    void theEndIsHeldFromItsFirstByteWhenItCameWhole() {
        assertThat(Answers.whole("openai", CHAT, STREAM, CHAT_STREAM).heldText())
                .isEqualTo("data: [DONE]\n\n");
        assertThat(Answers.whole("openai", RESPONSES, STREAM, RESPONSES_STREAM).heldText())
                .startsWith("event: response.completed\n");
    }

    @Test
    void theEndIsHeldBeforeAnyoneCanSeeItWhenItComesByteByByte() {
        assertThat(Answers.bytewise("openai", CHAT, STREAM, CHAT_STREAM).heldText())
                .isEqualTo("]\n\n");
        assertThat(Answers.bytewise("openai", RESPONSES, STREAM, RESPONSES_STREAM)
                        .heldText())
                .startsWith("\ndata: {\"type\":\"response.completed\"");
    }

    @Test
    void linesMayEndInAnyWayAndTheStreamMayBeginWithAByteOrderMark() {
        var expected = Answers.whole("openai", CHAT, STREAM, CHAT_STREAM).facts();
        for (String end : new String[] {"\r\n", "\r"}) {
            String body = "\uFEFF" + CHAT_STREAM.replace("\n", end);
            var read = Answers.bytewise("openai", CHAT, STREAM, body);
            assertThat(read.facts()).isEqualTo(expected);
            assertThat(read.ended()).isTrue();
            assertThat(read.heldText()).isEqualTo("]" + end + end);
            assertThat(Answers.whole("openai", CHAT, STREAM, body).facts()).isEqualTo(expected);
        }
    }

    @Test
    void aStreamThatBreaksOffHasNoEnd() {
        String cut = CHAT_STREAM.substring(0, CHAT_STREAM.indexOf("data: [DONE]") + 11);
        var read = Answers.whole("openai", CHAT, STREAM, cut);
        assertThat(read.facts().terminalEvent()).isFalse();
        assertThat(read.held()).isEmpty();
        assertThat(read.ended()).isFalse();
    }

    @Test
    void anEndWithoutItsBlankLineCounts() {
        var chat = Answers.whole("openai", CHAT, STREAM, CHAT_STREAM.strip());
        assertThat(chat.facts().terminalEvent()).isTrue();
        assertThat(chat.ended()).isFalse();
        assertThat(Answers.whole("openai", RESPONSES, STREAM, RESPONSES_STREAM.strip())
                        .facts()
                        .terminalEvent())
                .isTrue();
        String cut =
                RESPONSES_STREAM.strip().substring(0, RESPONSES_STREAM.strip().length() - 1);
        assertThat(Answers.whole("openai", RESPONSES, STREAM, cut).facts().terminalEvent())
                .isFalse();
    }

    @Test
    void aResponsesStreamTellsTheSame() throws Exception {
        var facts = Answers.whole("openai", RESPONSES, STREAM, RESPONSES_STREAM).facts();
        assertThat(facts.model()).isEqualTo("m-2");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(5);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(1);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(6);
        assertThat(facts.usage().tokens().get("gen_ai.usage.reasoning.output_tokens"))
                .isEqualTo(2);
        assertThat(facts.finishReasons()).containsExactly("completed");
        assertThat(facts.streamError()).isNull();
        assertThat(Answers.text(facts)).isEqualTo(sha256("one two"));
    }

    @Test
    void anEndIsKnownByItsDataWhenItsNameIsMissing() {
        String nameless = RESPONSES_STREAM.replaceAll("event: .*\n", "");
        var read = Answers.whole("openai", RESPONSES, STREAM, nameless);
        assertThat(read.facts())
                .isEqualTo(Answers.whole("openai", RESPONSES, STREAM, RESPONSES_STREAM)
                        .facts());
        assertThat(read.heldText()).startsWith("data: {\"type\":\"response.completed\"");
        assertThat(Answers.bytewise("openai", RESPONSES, STREAM, nameless).ended())
                .isTrue();
    }

    @Test
    void aFailedOrIncompleteResponseEndsTheStreamToo() {
        var failed = Answers.whole("openai", RESPONSES, STREAM, """
            event: response.failed
            data: {"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"x"}}}

            """);
        assertThat(failed.facts().streamError()).isEqualTo("server_error");
        assertThat(failed.ended()).isTrue();
        var incomplete = Answers.whole("openai", RESPONSES, STREAM, """
            event: response.incomplete
            data: {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}

            """);
        assertThat(incomplete.facts().finishReasons()).containsExactly("max_output_tokens");
        assertThat(incomplete.ended()).isTrue();
    }

    @Test
    void anErrorInsideAStreamIsTold() {
        assertThat(Answers.whole("openai", CHAT, STREAM, """
            data: {"error":{"message":"overloaded","type":"server_error","code":null}}

            """).facts().streamError())
                .isEqualTo("server_error");
        assertThat(Answers.whole("openai", RESPONSES, STREAM, """
            event: error
            data: {"type":"error","code":"rate_limit_exceeded","message":"slow down"}

            """).facts().streamError())
                .isEqualTo("rate_limit_exceeded");
        assertThat(Answers.whole("openai", CHAT, JSON, "{\"error\":\"model not found\"}")
                        .facts()
                        .streamError())
                .isEqualTo("error");
    }

    @Test
    void aJsonAnswerTellsUsageAndEveryChoicesFinish() {
        var read = Answers.bytewise("openai", CHAT, JSON, """
            {"id":"c2","model":"m-3","choices":[
             {"finish_reason":"length","index":1,"message":{"content":"{\\"model\\":\\"fake\\"}"}},
             {"finish_reason":"stop","index":0,"message":{"content":"b"}}],
             "usage":{"prompt_tokens":1,"completion_tokens":2}}
            """);
        assertThat(read.facts().model()).isEqualTo("m-3");
        assertThat(read.facts().finishReasons()).containsExactly("stop", "length");
        assertThat(read.facts().usage().tokens().get("gen_ai.usage.input_tokens"))
                .isEqualTo(1);
        assertThat(read.facts().usage().tokens().get("gen_ai.usage.output_tokens"))
                .isEqualTo(2);
        assertThat(read.facts().streamed()).isFalse();
        assertThat(read.facts().terminalEvent()).isNull();
        assertThat(read.facts().texts()).isEmpty();
        assertThat(read.held()).isEmpty();
    }

    @Test
    void aLineOfMegabytesIsReadWithoutBeingKept() throws Exception {
        String text = "lorem ".repeat(500_000);
        var read = Answers.read(
                "openai",
                CHAT,
                STREAM,
                ("data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\ndata: [DONE]\n\n")
                        .getBytes(StandardCharsets.UTF_8),
                8192,
                null);
        assertThat(Answers.text(read.facts())).isEqualTo(sha256(text));
        assertThat(read.facts().terminalEvent()).isTrue();
    }

    @Test
    void aStreamUnderAWrongContentTypeIsStillAStream() {
        for (String type : new String[] {"application/json", "text/plain", ""}) {
            var read = Answers.whole("openai", CHAT, java.util.Map.of("content-type", type), CHAT_STREAM);
            assertThat(read.heldText()).isEqualTo("data: [DONE]\n\n");
            assertThat(read.facts().streamed()).isTrue();
        }
    }
}
