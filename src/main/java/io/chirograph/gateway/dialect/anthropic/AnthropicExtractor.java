package io.chirograph.gateway.dialect.anthropic;

import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;

/// The Anthropic dialect's responses: messages, whole or as a stream. In a stream the model and the input
/// tokens come with `message_start`; the usage of `message_delta` is cumulative.
public final class AnthropicExtractor extends ResponseExtractor {
    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{,message.}model", MODEL)
            .scalar("{,message.}id", ID)
            .scalar("{,message.,delta.}stop_reason", STOP)
            .whole("{,message.}usage", USAGE)
            .scalar("{,message.}usage.service_tier", TIER)
            .scalar("{,message.}usage.inference_geo", GEO)
            .scalar("type", TYPE)
            .text("delta.text", PART_TEXT)
            .scalar("index", PART)
            .array("{,message.}content", CALLS)
            .scalar("{content[],message.content[],content_block}.id", CALL_ID)
            .scalar("{content[],message.content[],content_block}.name", CALL_NAME)
            .raw("{content[],message.content[],content_block}.input", CALL_ARGUMENTS)
            .whole("{content[],message.content[],content_block}.input", CALL_ARGUMENTS)
            .text("delta.partial_json", CALL_DELTA)
            .scalar("{,message.,delta.}container.id", KEPT)
            .scalar("{content[],content_block}.content.content[].file_id", KEPT)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    /// Events before any output.
    private static final Set<String> STARTS = Set.of("message_start", "ping", "error");

    public AnthropicExtractor(boolean endExpected) {
        super(SHAPE, Set.of("message_stop"), endExpected);
    }

    @Override
    protected boolean isOutput() {
        String kind = type == null ? name : type;
        return kind != null && !STARTS.contains(kind);
    }

    @Override
    public boolean saysError() {
        return "error".equals(type) || "error".equals(name);
    }
}
