package io.chirograph.gateway.dialect;

import org.jspecify.annotations.Nullable;

/// The Anthropic dialect's answers: messages, whole or as a stream.
///
/// In a stream the model and the input tokens come with `message_start`; the usage of `message_delta` is
/// cumulative.
final class AnthropicLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int USAGE = 2;
    private static final int STOP = 3;
    private static final int TEXT = 4;
    private static final int BLOCK = 5;
    private static final int TYPE = 6;
    private static final int KEPT = 7;

    private static final Shape SHAPE = shapeOf();
    private static final String END = "message_stop";

    private final boolean endExpected;
    private @Nullable String name;
    private @Nullable String type;
    private int block;
    private final DeltaText delta = new DeltaText(texts);

    AnthropicLearning(boolean endExpected) {
        this.endExpected = endExpected;
    }

    private static Shape shapeOf() {
        var shape = new Shape()
                .scalar("type", TYPE)
                .scalar("delta.stop_reason", STOP)
                .text("delta.text", TEXT)
                .scalar("index", BLOCK)
                .whole("usage", USAGE)
                .whole("message.usage", USAGE)
                .scalar("error", ERROR)
                .whole("error", ERROR);
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
            shape.scalar(at + "model", MODEL).scalar(at + "id", ID).scalar(at + "stop_reason", STOP);
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
            case MODEL -> model(value);
            case ID -> responseId(value);
            case STOP -> finished(0, value);
            case TYPE -> type = value;
            case KEPT -> keeps(value);
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == BLOCK) {
            block = index(value);
        }
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        delta.append(bytes, offset, length, 0, block);
    }

    @Override
    void eventEnded() {
        delta.settle(0, block);
        String error = takeError();
        if (error != null) {
            failed(error);
        } else if ("error".equals(type) || "error".equals(name)) {
            failed(SaidError.ERROR);
        }
        name = null;
        type = null;
        block = 0;
    }
}
