package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.AwsMessages.chunk;
import static io.chirograph.gateway.dialect.AwsMessages.event;
import static io.chirograph.gateway.dialect.AwsMessages.exception;
import static io.chirograph.gateway.dialect.AwsMessages.stream;
import static io.chirograph.gateway.dialect.OpenAiAnswerTest.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.known.Dialects;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies after the public API reference of Amazon Bedrock Runtime, and messages of the public test vectors of AWS's
/// event stream encoding (`empty_message` and `payload_no_headers` of aws-c-event-stream).
class BedrockAnswerTest {
    static final Map<String, String> EVENTS = Map.of("content-type", "application/vnd.amazon.eventstream");
    static final Operation CONVERSE = operation("converse-stream");
    static final Operation INVOKE = operation("invoke-with-response-stream");

    private static final byte[] STOP = event("messageStop", "{\"stopReason\":\"end_turn\",\"p\":\"ab\"}");
    private static final byte[] METADATA = event(
            "metadata",
            "{\"usage\":{\"inputTokens\":30,\"outputTokens\":628,\"totalTokens\":658,\"cacheReadInputTokens\":100,"
                    + "\"cacheWriteInputTokens\":7},\"metrics\":{\"latencyMs\":1275}}");
    private static final byte[] TEXT = stream(
            event("messageStart", "{\"role\":\"assistant\"}"),
            event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Gr\\u00fc\"}}"),
            event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"ße\"},\"p\":\"abc\"}"),
            event("contentBlockStop", "{\"contentBlockIndex\":0}"));

    private static final String ANTHROPIC_LAST = "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":"
            + "{\"inputTokenCount\":12,\"outputTokenCount\":9,\"invocationLatency\":841,\"firstByteLatency\":500}}";
    private static final byte[] ANTHROPIC = stream(
            chunk("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_bdrk_1\",\"model\":\"claude-x\","
                    + "\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}"),
            chunk("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}"),
            chunk(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}"));

    private static Operation operation(String name) {
        return Dialects.byName("bedrock").operation("POST", "/model/anthropic.claude-x/" + name);
    }

    private static ResponseFacts facts(Operation operation, byte[]... messages) {
        byte[] body = stream(messages);
        ResponseFacts whole = Answers.read("bedrock", operation, EVENTS, body, Integer.MAX_VALUE, null)
                .facts();
        for (int size : new int[] {1, 7, 100}) {
            assertThat(Answers.read("bedrock", operation, EVENTS, body, size, null)
                            .facts())
                    .isEqualTo(whole);
        }
        return whole;
    }

    @Test
    void aConverseStreamTellsItsFacts() throws Exception {
        var facts = facts(CONVERSE, TEXT, STOP, METADATA);
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(facts.streamed()).isTrue();
        assertThat(facts.terminalEvent()).isTrue();
        assertThat(facts.finishReasons()).containsExactly("end_turn");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(137);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(628);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(100);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_creation.input_tokens"))
                .isEqualTo(7);
        assertThat(Answers.text(facts)).isEqualTo(sha256("Grüße"));
    }

    @Test
    void aConverseStreamIsHeldFromItsStopAndBrokenWithoutIt() {
        byte[] body = stream(TEXT, STOP, METADATA);
        var whole = Answers.read("bedrock", CONVERSE, EVENTS, body, Integer.MAX_VALUE, null);
        assertThat(whole.released()).isEqualTo(TEXT);
        assertThat(whole.held()).isEqualTo(stream(STOP, METADATA));
        var bytewise = Answers.read("bedrock", CONVERSE, EVENTS, body, 1, null);
        assertThat(bytewise.released().length).isBetween(TEXT.length, TEXT.length + STOP.length - 1);
        assertThat(facts(CONVERSE, TEXT).end()).isEqualTo(End.BROKEN);
        assertThat(facts(CONVERSE, TEXT, STOP).end()).isEqualTo(End.UNKNOWN);
        assertThat(facts(CONVERSE, TEXT, STOP, Arrays.copyOf(METADATA, METADATA.length - 1))
                        .end())
                .isEqualTo(End.BROKEN);
        assertThat(facts(CONVERSE).end()).isEqualTo(End.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9, 14, 60, -1, -5})
    void aFlippedBitIsNoEnd(int at) {
        byte[] last = METADATA.clone();
        last[at < 0 ? last.length + at : at] ^= 1;
        assertThat(facts(CONVERSE, TEXT, STOP, last).end()).isEqualTo(End.BROKEN);
    }

    @Test
    void anExceptionInsideAStreamIsTold() {
        assertThat(facts(CONVERSE, TEXT, exception("throttlingException")).streamError())
                .isEqualTo("throttlingException");
        assertThat(facts(INVOKE, ANTHROPIC, exception("modelStreamErrorException"))
                        .streamError())
                .isEqualTo("modelStreamErrorException");
    }

    @Test
    void aStreamOfAnotherFormatIsReadInside() throws Exception {
        byte[] last = chunk(ANTHROPIC_LAST);
        var facts = facts(INVOKE, ANTHROPIC, last);
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(facts.model()).isEqualTo("claude-x");
        assertThat(facts.responseId()).isEqualTo("msg_bdrk_1");
        assertThat(facts.finishReasons()).containsExactly("end_turn");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(12);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(9);
        assertThat(Answers.text(facts)).isEqualTo(sha256("Hi"));
        assertThat(facts(INVOKE, ANTHROPIC).end()).isEqualTo(End.BROKEN);
        byte[] body = stream(ANTHROPIC, last);
        assertThat(Answers.read("bedrock", INVOKE, EVENTS, body, Integer.MAX_VALUE, null)
                        .held())
                .isEqualTo(last);
        var bytewise = Answers.read("bedrock", INVOKE, EVENTS, body, 1, null);
        assertThat(bytewise.held()).isNotEmpty();
    }

    @Test
    void othersModelsEndWithTheServicesMetrics() {
        String metrics = ",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":5,\"outputTokenCount\":7}}";
        byte[] llama = chunk("{\"generation\":\"Hi\",\"prompt_token_count\":5,\"generation_token_count\":1,"
                + "\"stop_reason\":null}");
        var facts = facts(
                INVOKE,
                llama,
                chunk("{\"generation\":\"\",\"generation_token_count\":7,\"stop_reason\":\"stop\"" + metrics));
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(facts.finishReasons()).containsExactly("stop");
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(7);
        assertThat(facts(INVOKE, llama).end()).isEqualTo(End.BROKEN);
        var nova = facts(
                INVOKE,
                chunk("{\"contentBlockDelta\":{\"delta\":{\"text\":\"Hi\"},\"contentBlockIndex\":0}}"),
                chunk("{\"messageStop\":{\"stopReason\":\"end_turn\"}}"),
                chunk("{\"metadata\":{\"usage\":{\"inputTokens\":5,\"outputTokens\":7}}" + metrics));
        assertThat(nova.end()).isEqualTo(End.WHOLE);
        assertThat(nova.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "converse |"
                        + " {\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"x\"}]}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":5,\"outputTokens\":7,\"totalTokens\":12}}",
                "invoke   |"
                        + " {\"id\":\"m\",\"type\":\"message\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":5,\"output_tokens\":7}}",
                "invoke   |"
                        + " {\"generation\":\"x\",\"prompt_token_count\":5,\"generation_token_count\":7,\"stop_reason\":\"end_turn\"}",
                "invoke   |"
                        + " {\"choices\":[{\"finish_reason\":\"end_turn\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}"
            })
    void wholeAnswersTellTheirUsage(String name, String json) {
        var facts = Answers.bytewise("bedrock", operation(name), JSON, json).facts();
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(5);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(7);
        assertThat(facts.finishReasons()).containsExactly("end_turn");
        assertThat(facts.end()).isEqualTo(End.WHOLE);
        assertThat(Answers.whole("bedrock", operation(name), JSON, json.substring(0, 30))
                        .facts()
                        .end())
                .isEqualTo(End.BROKEN);
    }

    @Test
    void countsInHeadersAreUsageToo() {
        var facts = Answers.whole(
                        "bedrock",
                        operation("invoke"),
                        Map.of(
                                "content-type",
                                "application/json",
                                "x-amzn-bedrock-input-token-count",
                                "5",
                                "x-amzn-bedrock-output-token-count",
                                "7"),
                        "{\"outputs\":[{\"text\":\"x\",\"stop_reason\":\"stop\"}]}")
                .facts();
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(5);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(7);
        var titan = Answers.whole(
                        "bedrock", operation("invoke"), JSON, "{\"embedding\":[0.1],\"inputTextTokenCount\":4}")
                .facts();
        assertThat(titan.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(4);
    }

    @Test
    void aStreamIsOneByItsPath() {
        assertThat(CONVERSE.isStream()).isTrue();
        assertThat(INVOKE.isStream()).isTrue();
        assertThat(operation("converse").isStream()).isFalse();
    }

    @Test
    void theVectorsOfTheEncodingAreRead() {
        byte[] empty = HexFormat.of().parseHex("000000100000000005c248eb7d98c8ff");
        byte[] bare = HexFormat.of().parseHex("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
        assertThat(facts(CONVERSE, empty, bare, TEXT, STOP, METADATA).end()).isEqualTo(End.WHOLE);
        assertThat(AwsMessages.message("{'foo':'bar'}")).isEqualTo(bare);
    }

    @Test
    void aMessageOfMegabytesIsReadWithoutBeingKept() throws Exception {
        String text = "lorem ".repeat(500_000);
        var facts = facts(
                CONVERSE,
                event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}"),
                STOP,
                METADATA);
        assertThat(Answers.text(facts)).isEqualTo(sha256(text));
    }
}
