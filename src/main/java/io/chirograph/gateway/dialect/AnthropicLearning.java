package io.chirograph.gateway.dialect;

import org.jspecify.annotations.Nullable;

/// The Anthropic dialect's answers: messages, whole or as a stream.
///
/// In a stream the model and the input tokens come with `message_start`; the usage of `message_delta` is
/// cumulative, so that the last one counts. `input_tokens` are as the provider counts them: without what
/// was read from a cache, which stands in `cache_read_input_tokens`.
final class AnthropicLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int INPUT = 2;
    private static final int CACHED = 3;
    private static final int OUTPUT = 4;
    private static final int STOP = 5;
    private static final int TEXT = 6;
    private static final int TYPE = 7;
    private static final int ERROR_TYPE = 8;
    private static final int ERROR_MESSAGE = 9;
    private static final int KEPT = 10;

    private static final Shape SHAPE = shapeOf();
    private static final String END = "message_stop";

    private final boolean endExpected;
    private @Nullable String name;
    private @Nullable String type;
    private @Nullable String errorType;
    private boolean error;

    AnthropicLearning(boolean endExpected) {
        this.endExpected = endExpected;
    }

    private static Shape shapeOf() {
        var shape = new Shape()
                .scalar("type", TYPE)
                .scalar("delta.stop_reason", STOP)
                .text("delta.text", TEXT)
                .scalar("error.type", ERROR_TYPE)
                .scalar("error.message", ERROR_MESSAGE);
        for (String kept : new String[] {
            "container.id",
            "message.container.id",
            "delta.container.id",
            "content[].content.content[].file_id",
            "content_block.content.content[].file_id"
        }) {
            shape.scalar(kept, KEPT);
        }
        for (String at : new String[] {"", "message."}) {
            shape.scalar(at + "model", MODEL)
                    .scalar(at + "id", ID)
                    .scalar(at + "stop_reason", STOP)
                    .scalar(at + "usage.input_tokens", INPUT)
                    .scalar(at + "usage.cache_read_input_tokens", CACHED)
                    .scalar(at + "usage.output_tokens", OUTPUT);
        }
        return shape;
    }

    @Override
    Shape shape() {
        return SHAPE;
    }

    @Override
    boolean endsWith(String event) {
        return event.equals(END);
    }

    @Override
    boolean endsWithDone() {
        return false;
    }

    @Override
    boolean endExpected() {
        return endExpected;
    }

    @Override
    boolean atEnd() {
        return END.equals(type);
    }

    @Override
    void named(String event) {
        name = event;
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case MODEL -> model = value;
            case ID -> responseId = value;
            case STOP -> finished(0, value);
            case TYPE -> type = value;
            case ERROR_TYPE -> errorType = value;
            case ERROR_MESSAGE -> error = true;
            case KEPT -> keeps(value);
            default -> {}
        }
    }

    @Override
    public void number(int leaf, String value) {
        Long tokens = tokens(value);
        switch (leaf) {
            case INPUT -> inputTokens = tokens;
            case CACHED -> cachedInputTokens = tokens;
            case OUTPUT -> outputTokens = tokens;
            default -> {}
        }
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        appendText(bytes, offset, length);
    }

    @Override
    void eventEnded() {
        if (errorType != null) {
            failed(errorType);
        } else if (error || "error".equals(type) || "error".equals(name)) {
            failed("error");
        }
        name = null;
        type = null;
        errorType = null;
        error = false;
    }
}
