package io.chirograph.gateway.dialect.cohere;

import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cohere's responses: chat of version 2 as a whole or as events, of version 1 as a whole or as JSON texts one behind
/// another; embeddings and ranking. They do not name the model. Usage comes with a stream's last event.
final class CohereExtractor extends ResponseExtractor {
    private static final int BILLED_UNITS = 0;
    private static final int TOKENS = 1;
    private static final int REASON = 2;

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{,response.}{id,response_id,generation_id}", ID)
            .scalar("{,delta.,response.}finish_reason", REASON)
            .whole("{,delta.}usage", USAGE)
            .whole("{,response.}meta.billed_units", BILLED_UNITS)
            .whole("{,response.}meta.tokens", TOKENS)
            .scalar("{type,event_type}", TYPE)
            .scalar("index", PART)
            .text("delta.message.content.text", PART_TEXT)
            .text("text", PART_TEXT)
            .array("message.tool_calls", CALLS)
            .scalar("{message.tool_calls[],delta.message.tool_calls}.id", CALL_ID)
            .scalar("{message.tool_calls[],delta.message.tool_calls}.function.name", CALL_NAME)
            .text("message.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .text("delta.message.tool_calls.function.arguments", CALL_DELTA)
            .scalar("{,delta.}error", ERROR)
            .whole("{,delta.}error", ERROR);

    /// Events before any output.
    private static final Set<String> STARTS =
            Set.of("message-start", "stream-start", "content-start", "search-queries-generation", "debug");

    CohereExtractor(boolean endExpected) {
        super(SHAPE, Set.of("message-end", "stream-end"), endExpected);
    }

    @Override
    public boolean isLineStream() {
        return true;
    }

    /// The reasons that begin so tell of a failure after the answer began.
    @Override
    public void string(int leaf, String value) {
        if (leaf != REASON) {
            super.string(leaf, value);
            return;
        }
        finished(0, value);
        if (value.startsWith("ERROR")) {
            said(value);
        }
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        switch (leaf) {
            case BILLED_UNITS -> usage.object("billed_units.", json);
            case TOKENS -> usage.object("tokens.", json);
            default -> super.whole(leaf, json);
        }
    }

    @Override
    protected boolean isOutput() {
        String kind = type == null ? name : type;
        return kind != null && !STARTS.contains(kind);
    }
}
