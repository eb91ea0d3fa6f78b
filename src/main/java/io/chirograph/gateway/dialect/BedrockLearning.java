package io.chirograph.gateway.dialect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Amazon Bedrock's answers: `converse`, and `invoke` in the format of the model's maker, whole or as a stream.
///
/// A converse stream ends with `messageStop` and then `metadata`. A stream of `invoke` has events of another format,
/// base64, in its `chunk` messages; whatever that is, Bedrock puts `amazon-bedrock-invocationMetrics` into the last
/// one.
final class BedrockLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int USAGE = 2;
    private static final int METRICS = 3;
    private static final int STOP = 4;
    private static final int TEXT = 5;
    private static final int BLOCK = 6;
    private static final int CHUNK = 7;
    private static final int TYPE = 8;
    private static final int PROMPT_COUNT = 9;
    private static final int OUTPUT_COUNT = 10;
    private static final int INPUT_TEXT_COUNT = 11;
    private static final int OUTPUT_TEXT_COUNT = 12;

    private static final String CONVERSE_END = "messageStop";
    private static final String CONVERSE_METADATA = "metadata";
    private static final Shape SHAPE = shapeOf();

    private static final String[] COUNTS = {
        "x-amzn-bedrock-input-token-count",
        "x-amzn-bedrock-output-token-count",
        "x-amzn-bedrock-cache-read-input-token-count",
        "x-amzn-bedrock-cache-write-input-token-count"
    };

    private final boolean endExpected;
    private final DeltaText delta = new DeltaText(texts);
    private final JsonScanner inner = new JsonScanner(SHAPE, this);
    private final Base64Text base64 = new Base64Text(inner);
    private boolean isInner;
    private int block;
    private boolean isStopped;
    private boolean isLast;
    private boolean isAtEnd;

    BedrockLearning(boolean endExpected, UnaryOperator<@Nullable String> header) {
        this.endExpected = endExpected;
        for (String count : COUNTS) {
            usage.count(count, header.apply(count));
        }
    }

    private static Shape shapeOf() {
        var shape = new Shape()
                .whole("amazon-bedrock-invocationMetrics", METRICS)
                .text("bytes", CHUNK)
                .scalar("type", TYPE)
                .scalar("prompt_token_count", PROMPT_COUNT)
                .scalar("generation_token_count", OUTPUT_COUNT)
                .scalar("inputTextTokenCount", INPUT_TEXT_COUNT)
                .scalar("totalOutputTextTokenCount", OUTPUT_TEXT_COUNT)
                .scalar("trace.promptRouter.invokedModelId", MODEL)
                .scalar("error", ERROR)
                .whole("error", ERROR);
        for (String usage : new String[] {"usage", "message.usage", "metadata.usage"}) {
            shape.whole(usage, USAGE);
        }
        for (String stop : new String[] {
            "stopReason",
            "messageStop.stopReason",
            "stop_reason",
            "delta.stop_reason",
            "finish_reason",
            "completionReason",
            "results[].completionReason",
            "outputs[].stop_reason",
            "generations[].finish_reason",
            "choices[].finish_reason"
        }) {
            shape.scalar(stop, STOP);
        }
        for (String text : new String[] {"delta.text", "contentBlockDelta.delta.text", "outputText", "generation"}) {
            shape.text(text, TEXT);
        }
        for (String at : new String[] {"contentBlockIndex", "contentBlockDelta.contentBlockIndex", "index"}) {
            shape.scalar(at, BLOCK);
        }
        for (String at : new String[] {"", "message."}) {
            shape.scalar(at + "model", MODEL).scalar(at + "id", ID);
        }
        return shape;
    }

    @Override
    Shape shape() {
        return SHAPE;
    }

    @Override
    boolean endsWith(String event) {
        return event.equals(CONVERSE_END);
    }

    @Override
    boolean endExpected() {
        return endExpected;
    }

    @Override
    boolean atEnd() {
        return isAtEnd;
    }

    /// Where only one of the two signs of an end was seen it may be all, or not.
    @Override
    End streamEnd(boolean isSeen) {
        return isLast ? End.WHOLE : isStopped ? End.UNKNOWN : super.streamEnd(false);
    }

    @Override
    void named(String event) {
        isStopped |= event.equals(CONVERSE_END);
        isLast |= isStopped && event.equals(CONVERSE_METADATA);
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case MODEL -> model(value);
            case ID -> responseId(value);
            case STOP -> finished(0, value);
            case TYPE -> {
                isStopped |= value.equals("message_stop");
                isAtEnd |= isStopped;
            }
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        switch (leaf) {
            case PROMPT_COUNT -> usage.count("prompt_token_count", value);
            case OUTPUT_COUNT -> usage.count("generation_token_count", value);
            case INPUT_TEXT_COUNT -> usage.count("inputTextTokenCount", value);
            case OUTPUT_TEXT_COUNT -> usage.count("totalOutputTextTokenCount", value);
            case BLOCK -> block = index(value);
            default -> {}
        }
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        if (leaf == METRICS) {
            isLast = true;
            isAtEnd = true;
        }
        super.whole(leaf, json);
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        if (leaf == TEXT) {
            delta.append(bytes, offset, length, 0, block);
        } else if (!isInner) {
            isInner = true;
            base64.feed(bytes, offset, length);
            isInner = false;
        }
    }

    @Override
    void eventEnded() {
        delta.settle(0, block);
        String error = takeError();
        if (error != null) {
            failed(error);
        }
        inner.reset();
        base64.reset();
        block = 0;
    }
}
