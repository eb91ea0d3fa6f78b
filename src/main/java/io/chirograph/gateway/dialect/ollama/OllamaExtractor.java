package io.chirograph.gateway.dialect.ollama;

import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;

/// Ollama's responses: JSON texts one behind another, the last of which is `done` and has the counts; or that one
/// alone.
final class OllamaExtractor extends ResponseExtractor {
    private static final int DONE = 0;

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("model", MODEL)
            .scalar("done", DONE)
            .scalar("done_reason", STOP)
            .scalar("prompt_eval_count", count("prompt_eval_count"))
            .scalar("eval_count", count("eval_count"))
            .text("{message.content,response}", PART_TEXT)
            .array("message.tool_calls", CALLS)
            .scalar("message.tool_calls[].id", CALL_ID)
            .scalar("message.tool_calls[].function.name", CALL_NAME)
            .raw("message.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .whole("message.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private boolean isDone;

    OllamaExtractor(boolean endExpected) {
        super(SHAPE, Set.of(), endExpected);
    }

    @Override
    public boolean isLineStream() {
        return true;
    }

    @Override
    public boolean atEnd() {
        return isDone;
    }

    @Override
    public void bool(int leaf, boolean value) {
        if (leaf == DONE) {
            isDone |= value;
        } else {
            super.bool(leaf, value);
        }
    }

    @Override
    protected boolean isOutput() {
        return true;
    }
}
