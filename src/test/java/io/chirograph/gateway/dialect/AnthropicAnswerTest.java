package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.MESSAGES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnthropicAnswerTest {
    static final String MESSAGE_STREAM = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","model":"claude-x","stop_reason":null,"usage":{"input_tokens":25,"cache_read_input_tokens":9,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type": "ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\""}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":10}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

        event: message_stop
        data: {"type":"message_stop"}

        """;

    @Test
    void aMessageStreamTellsCumulativeUsageOnce() {
        var read = Answers.whole("anthropic", MESSAGES, STREAM, MESSAGE_STREAM);
        var facts = read.facts();
        assertThat(facts.model()).isEqualTo("claude-x");
        assertThat(facts.responseId()).isEqualTo("msg_1");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(34);
        assertThat(facts.usage().tokens().get("gen_ai.usage.cache_read.input_tokens"))
                .isEqualTo(9);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(15);
        assertThat(facts.finishReasons()).containsExactly("end_turn");
        assertThat(facts.terminalEvent()).isTrue();
        assertThat(Answers.text(facts)).isEqualTo("185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");
        assertThat(read.ended()).isTrue();
        assertThat(read.heldText()).isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void byteByByteTheEndIsHeldFromItsNamesLineEnd() {
        assertThat(Answers.bytewise("anthropic", MESSAGES, STREAM, MESSAGE_STREAM)
                        .heldText())
                .isEqualTo("\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void anErrorEventIsToldAndIsNoEnd() {
        String body = MESSAGE_STREAM.substring(0, MESSAGE_STREAM.indexOf("event: message_stop"))
                + "event: error\n"
                + "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n";
        var read = Answers.whole("anthropic", MESSAGES, STREAM, body);
        assertThat(read.facts().streamError()).isEqualTo("overloaded_error");
        assertThat(read.facts().terminalEvent()).isFalse();
        assertThat(read.held()).isEmpty();
    }

    @Test
    void aJsonAnswerTellsItsUsage() {
        var facts = Answers.whole("anthropic", MESSAGES, JSON, """
            {"id":"msg_2","type":"message","model":"claude-y","content":[{"type":"text","text":"hi"}],
             "stop_reason":"max_tokens","usage":{"input_tokens":3,"output_tokens":4}}
            """).facts();
        assertThat(facts.model()).isEqualTo("claude-y");
        assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isEqualTo(3);
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isEqualTo(4);
        assertThat(facts.finishReasons()).containsExactly("max_tokens");
        assertThat(facts.streamError()).isNull();
    }
}
