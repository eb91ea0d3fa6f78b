package io.chirograph.gateway.dialect.bedrock;

import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.support.coding.Base64Letters;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Amazon Bedrock's responses: `converse`, and `invoke` in the model maker's format.
/// A converse stream ends with `messageStop` and then `metadata`. A stream of `invoke` has events of another
/// format, base64, in its `chunk` messages; whatever that is, Bedrock puts `amazon-bedrock-invocationMetrics`
/// into the last one.
final class BedrockExtractor extends ResponseExtractor {
    private static final int METRICS = 0;
    private static final int CHUNK = 1;

    private static final String CONVERSE_END = "messageStop";
    private static final String CONVERSE_METADATA = "metadata";
    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{trace.promptRouter.invokedModelId,model,message.model}", MODEL)
            .scalar("{,message.}id", ID)
            .whole("{,message.,metadata.}usage", USAGE)
            .scalar("{,message.}usage.service_tier", TIER)
            .scalar("{,message.}usage.inference_geo", GEO)
            .scalar("{,metadata.}serviceTier.type", TIER)
            .scalar("service_tier", TIER)
            .whole("amazon-bedrock-invocationMetrics", METRICS)
            .scalar("{,messageStop.}stopReason", STOP)
            .scalar("{,delta.,outputs[].}stop_reason", STOP)
            .scalar("{,generations[].,choices[].}finish_reason", STOP)
            .scalar("{,results[].}completionReason", STOP)
            .text("{delta.text,contentBlockDelta.delta.text,outputText,generation}", PART_TEXT)
            .scalar("{contentBlockIndex,contentBlockDelta.contentBlockIndex,index}", PART)
            .array("{content,message.content,output.message.content,choices[].message.tool_calls}", CALLS)
            .scalar("{content[],message.content[],content_block,choices[].message.tool_calls[]}.id", CALL_ID)
            .scalar(
                    "{content[],message.content[],content_block,choices[].message.tool_calls[].function}.name",
                    CALL_NAME)
            .raw("{content[],message.content[],content_block}.input", CALL_ARGUMENTS)
            .whole("{content[],message.content[],content_block}.input", CALL_ARGUMENTS)
            .text("choices[].message.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .scalar("{output.message.content[],start,contentBlockStart.start}.toolUse.toolUseId", CALL_ID)
            .scalar("{output.message.content[],start,contentBlockStart.start}.toolUse.name", CALL_NAME)
            .raw("output.message.content[].toolUse.input", CALL_ARGUMENTS)
            .whole("output.message.content[].toolUse.input", CALL_ARGUMENTS)
            .text("{delta.partial_json,delta.toolUse.input,contentBlockDelta.delta.toolUse.input}", CALL_DELTA)
            .scalar("prompt_token_count", count("prompt_token_count"))
            .scalar("generation_token_count", count("generation_token_count"))
            .scalar("inputTextTokenCount", count("inputTextTokenCount"))
            .scalar("totalOutputTextTokenCount", count("totalOutputTextTokenCount"))
            .text("bytes", CHUNK)
            .scalar("type", TYPE)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private static final List<String> HEADERS = List.of(
            "x-amzn-bedrock-input-token-count",
            "x-amzn-bedrock-output-token-count",
            "x-amzn-bedrock-cache-read-input-token-count",
            "x-amzn-bedrock-cache-write-input-token-count");

    private final JsonScanner inner = new JsonScanner(SHAPE, this);
    private final Base64Text base64 = new Base64Text(inner);
    private boolean isInner;
    private boolean isStopped;
    private boolean isLast;
    private boolean isAtEnd;
    private boolean isStart;

    BedrockExtractor(boolean endExpected, UnaryOperator<@Nullable String> header) {
        super(SHAPE, Set.of(CONVERSE_END), endExpected);
        HEADERS.forEach(count -> usage.count(count, header.apply(count)));
    }

    @Override
    protected boolean isOutput() {
        return !isStart && !"message_start".equals(type);
    }

    @Override
    public boolean atEnd() {
        return isAtEnd;
    }

    /// Where only one of the two signs of an end was seen it may be all, or not.
    @Override
    public End streamEnd(boolean isSeen) {
        return isLast ? End.WHOLE : isStopped ? End.UNKNOWN : super.streamEnd(false);
    }

    @Override
    public void named(String event) {
        isStart = event.equals("messageStart");
        isStopped |= event.equals(CONVERSE_END);
        isLast |= isStopped && event.equals(CONVERSE_METADATA);
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == TYPE) {
            isStopped |= value.equals("message_stop");
            isAtEnd |= isStopped;
        } else {
            super.string(leaf, value);
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
        if (leaf != CHUNK) {
            super.text(leaf, bytes, offset, length);
        } else if (!isInner) {
            isInner = true;
            base64.feed(bytes, offset, length);
            isInner = false;
        }
    }

    @Override
    public void eventEnded() {
        super.eventEnded();
        inner.reset();
        base64.reset();
    }

    /// Decodes base64 into a JSON scanner, in pieces of any size; bytes out of its alphabet are passed over.
    private static final class Base64Text {
        private static final int BUFFER = 1024;

        private final JsonScanner scanner;
        private final byte[] decoded = new byte[BUFFER];
        private int bits;
        private int count;

        Base64Text(JsonScanner scanner) {
            this.scanner = scanner;
        }

        void feed(byte[] text, int offset, int length) {
            int size = 0;
            for (int i = offset; i < offset + length; i++) {
                int value = Base64Letters.value(text[i]);
                if (value < 0) {
                    continue;
                }
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    decoded[size++] = (byte) (bits >> count);
                    if (size == BUFFER) {
                        scanner.feed(decoded, 0, size);
                        size = 0;
                    }
                }
            }
            scanner.feed(decoded, 0, size);
        }

        void reset() {
            bits = 0;
            count = 0;
        }
    }
}
