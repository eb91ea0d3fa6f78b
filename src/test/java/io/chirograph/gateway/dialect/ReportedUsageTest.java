package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.CHAT;
import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.MESSAGES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Usage objects as the providers' public API references show them.
class ReportedUsageTest {
    private static Usage read(String dialect, Operation operation, String json) {
        return Answers.bytewise(dialect, operation, JSON, json).facts().usage();
    }

    private static Usage usage(String object) {
        return read("openai", CHAT, "{\"usage\":" + object + ",\"choices\":[]}");
    }

    private static void counts(Usage usage, @Nullable Integer input, @Nullable Integer output) {
        assertThat(usage.tokens().get("gen_ai.usage.input_tokens"))
                .isEqualTo(input == null ? null : Long.valueOf(input));
        assertThat(usage.tokens().get("gen_ai.usage.output_tokens"))
                .isEqualTo(output == null ? null : Long.valueOf(output));
        assertThat(usage.understood()).isTrue();
    }

    @Test
    void theInputIsTheTotalThatTheNameMeansAndTheProvidersOwnNumbersStandBeside() {
        Usage usage = read("anthropic", MESSAGES, """
            {"id":"m","type":"message","usage":{"input_tokens":21,"cache_creation_input_tokens":188,
             "cache_read_input_tokens":2000,"cache_creation":{"ephemeral_5m_input_tokens":148,
             "ephemeral_1h_input_tokens":40},"output_tokens":393,"server_tool_use":{"web_search_requests":2},
             "service_tier":"standard","output_tokens_details":{"thinking_tokens":300}}}
            """);
        counts(usage, 2209, 393);
        assertThat(usage.tokens().get("gen_ai.usage.cache_read.input_tokens")).isEqualTo(2000);
        assertThat(usage.tokens().get("gen_ai.usage.cache_creation.input_tokens"))
                .isEqualTo(188);
        assertThat(usage.tokens().get("gen_ai.usage.reasoning.output_tokens")).isEqualTo(300);
        assertThat(usage.reported().toString())
                .isEqualTo("{cache_creation.ephemeral_1h_input_tokens=40, cache_creation.ephemeral_5m_input_tokens=148,"
                        + " cache_creation_input_tokens=188, cache_read_input_tokens=2000, input_tokens=21,"
                        + " output_tokens=393, output_tokens_details.thinking_tokens=300,"
                        + " server_tool_use.web_search_requests=2}");
    }

    @Test
    void cachedTokensThatTheProviderCountsInAreNotCountedTwice() {
        Usage chat = usage("""
            {"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
             "prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":6},
             "completion_tokens_details":{"reasoning_tokens":200,"audio_tokens":12,
              "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}
            """);
        counts(chat, 2006, 300);
        assertThat(chat.tokens().get("gen_ai.usage.cache_read.input_tokens")).isEqualTo(1920);
        assertThat(chat.tokens().get("gen_ai.usage.reasoning.output_tokens")).isEqualTo(200);
        assertThat(chat.tokens().get("gen_ai.usage.audio.input_tokens")).isEqualTo(6);
        assertThat(chat.tokens().get("gen_ai.usage.audio.output_tokens")).isEqualTo(12);
        counts(usage("{\"prompt_tokens\":9,\"cache_read_input_tokens\":4,\"completion_tokens\":1}"), 9, 1);
        counts(usage("{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":1}"), 9, 1);
        Usage deepSeek = usage("{\"prompt_tokens\":9,\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":5}");
        assertThat(deepSeek.tokens().get("gen_ai.usage.input_tokens")).isEqualTo(9);
        assertThat(deepSeek.tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(4);
    }

    @Test
    void reasoningThatTheProviderCountsBesideIsInTheTotal() {
        counts(usage("""
            {"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,
             "completion_tokens_details":{"reasoning_tokens":94}}
            """), 32, 103);
        counts(usage("""
            {"prompt_tokens":32,"completion_tokens":103,"total_tokens":135,
             "completion_tokens_details":{"reasoning_tokens":94}}
            """), 32, 103);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}},\"choices\":[]}",
                "{\"choices\":[{\"index\":0,\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}]}",
                "{\"result\":{\"response\":\"x\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}}",
                "{\"meta\":{\"billed_units\":{\"input_tokens\":5,\"output_tokens\":7}}}",
                "{\"usage\":{\"billed_units\":{\"input_tokens\":1,\"output_tokens\":2},\"tokens\":{\"input_tokens\":5,\"output_tokens\":7}}}",
                "{\"model\":\"m\",\"done\":true,\"prompt_eval_count\":5,\"eval_count\":7}",
                "{\"usage\":{\"inputTokens\":5,\"outputTokens\":7}}"
            })
    void usageIsFoundWhereEachVendorHasIt(String json) {
        counts(read("openai", CHAT, json), 5, 7);
    }

    @Test
    void zerosInALaterChunkReplaceNothing() {
        Usage usage = Answers.bytewise("openai", CHAT, STREAM, """
            data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}

            data: {"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}

            data: {"choices":[],"usage":null}

            data: [DONE]

            """).facts().usage();
        counts(usage, 5, 7);
    }

    @Test
    void usageBehindTheTerminalEventCounts() {
        for (int size : new int[] {1, Integer.MAX_VALUE}) {
            var read = Answers.read(
                    "openai", CHAT, STREAM, """
                        data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}

                        data: [DONE]

                        data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}

                        """.getBytes(java.nio.charset.StandardCharsets.UTF_8), size, null);
            counts(read.facts().usage(), 5, 7);
            assertThat(read.facts().terminalEvent()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tokens_in\":5}",
                "{\"prompt_tokens\":-5}",
                "{\"prompt_tokens\":1.5}",
                "{\"prompt_tokens\":12345678901234567890}",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":5}}}}}}",
                "{\"the patient said\":5}"
            })
    void usageThatIsNotUnderstoodIsSaidToBe(String object) {
        Usage usage = usage(object);
        assertThat(usage.understood()).isFalse();
        assertThat(usage.tokens()).isEmpty();
        assertThat(usage.reported().toString()).doesNotContain("patient");
    }

    @Test
    void aUsageObjectOfAnySizeIsReadWithoutBeingKept() {
        Usage usage = usage("{\"note\":\"" + "x".repeat(100_000) + "\",\"prompt_tokens\":5}");
        assertThat(usage.understood()).isFalse();
        assertThat(usage("{\"prompt_tokens\":5,\"x\":" + "[".repeat(3000) + "]".repeat(3000) + "}")
                        .understood())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null", "{}", "5", "\"\"", "{\"prompt_tokens\":null}", "[]"})
    void aUsageMemberThatSaysNothingIsNoUsage(String value) {
        assertThat(usage(value)).isEqualTo(Usage.NONE);
    }

    @Test
    void transcriptionsSayTokensOrSeconds() {
        var audio = new Operation("other", "audio", Operation.Kind.INFERENCE);
        Usage tokens = read("openai", audio, """
            {"text":"x","usage":{"type":"tokens","input_tokens":14,
             "input_token_details":{"text_tokens":10,"audio_tokens":4},"output_tokens":101,"total_tokens":115}}
            """);
        counts(tokens, 14, 101);
        assertThat(tokens.tokens().get("gen_ai.usage.audio.input_tokens")).isEqualTo(4);
        assertThat(tokens.tokens().get("gen_ai.usage.text.input_tokens")).isEqualTo(10);
        Usage seconds = read("openai", audio, "{\"text\":\"x\",\"usage\":{\"type\":\"duration\",\"seconds\":9.5}}");
        assertThat(seconds.understood()).isTrue();
        assertThat(seconds.reported().toString())
                .isEqualTo(Map.of("seconds", 9.5).toString());
    }
}
