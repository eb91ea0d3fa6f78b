package io.chirograph.gateway.dialect.openai;

import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// OpenAI's responses: chat completions, completions, embeddings, responses.
/// Facts stand at the top level, and in streams of the responses API under `response`; text stands in
/// `choices[]`.
///
/// Usage of a chat stream comes only when the caller asked for it, in a chunk with empty `choices` before
/// `[DONE]`; compatible providers also repeat it, or have it elsewhere (Groq in `x_groq`, Moonshot in the
/// choice, Cohere in `meta`, Cloudflare in `result`, Ollama at the top).
public final class OpenAiExtractor extends ResponseExtractor {
    private static final int BILLED_UNITS = 0;
    private static final int TOKENS = 1;
    private static final int TEXT_PARTS = 2;
    private static final int OUTPUT_TEXT = 3;
    private static final int OUTPUT_INDEX = 4;
    private static final int CONTENT_INDEX = 5;
    private static final int STATUS = 6;
    private static final int INCOMPLETE = 7;
    private static final int BASE_STATUS = 8;
    private static final int EVENT_CODE = 9;
    private static final int OUTPUTS = 10;
    private static final int FINAL_OUTPUTS = 11;
    private static final int ITEM_TYPE = 12;
    private static final int ITEM_ARGUMENTS = 13;
    private static final int FINAL_ARGUMENTS = 14;

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{,response.}model", MODEL)
            .scalar("{,response.}id", ID)
            .whole("{,response.,x_groq.,choices[].,result.}usage", USAGE)
            .scalar("{,response.,x_groq.,usage.}service_tier", TIER)
            .whole("meta.billed_units", BILLED_UNITS)
            .whole("meta.tokens", TOKENS)
            .scalar("prompt_eval_count", count("prompt_eval_count"))
            .scalar("eval_count", count("eval_count"))
            .array("choices", CHOICES)
            .scalar("choices[].index", CHOICE)
            .scalar("choices[].finish_reason", FINISH)
            .text("choices[].{delta.content,text}", CHOICE_TEXT)
            .array("choices[].delta.content", TEXT_PARTS)
            .array("{choices[].message,message}.tool_calls", CALLS)
            .array("choices[].delta.tool_calls", CALL_PIECES)
            .scalar("choices[].delta.tool_calls[].index", CALL_PLACE)
            .scalar("{choices[].message,choices[].delta,message}.tool_calls[].id", CALL_ID)
            .scalar("{choices[].message,choices[].delta,message}.tool_calls[].{function,custom}.name", CALL_NAME)
            .text("{choices[].message,message}.tool_calls[].{function.arguments,custom.input}", CALL_ARGUMENTS)
            .raw("{choices[].message,message}.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .whole("{choices[].message,message}.tool_calls[].function.arguments", CALL_ARGUMENTS)
            .text("choices[].delta.tool_calls[].{function.arguments,custom.input}", CALL_DELTA)
            .scalar("choices[].{message,delta}.function_call.name", CALL_NAME)
            .text("choices[].{message,delta}.function_call.arguments", CALL_DELTA)
            .array("output", OUTPUTS)
            .array("response.output", FINAL_OUTPUTS)
            .scalar("{output[],response.output[],item}.type", ITEM_TYPE)
            .scalar("{output[],response.output[],item}.call_id", CALL_ID)
            .scalar("{output[],response.output[],item}.name", CALL_NAME)
            .text("output[].{arguments,input}", CALL_ARGUMENTS)
            .text("response.output[].{arguments,input}", FINAL_ARGUMENTS)
            .text("item.{arguments,input}", ITEM_ARGUMENTS)
            .raw("{output[],response.output[],item}.{arguments,action,operation}", CALL_ARGUMENTS)
            .whole("{output[],response.output[],item}.{arguments,action,operation}", CALL_ARGUMENTS)
            .scalar("type", TYPE)
            .text("delta", OUTPUT_TEXT)
            .scalar("output_index", OUTPUT_INDEX)
            .scalar("content_index", CONTENT_INDEX)
            .scalar("{,response.}status", STATUS)
            .scalar("{,response.}incomplete_details.reason", INCOMPLETE)
            .scalar("{output[],response.output[],item}.id", ITEM)
            .scalar("{output[],response.output[],item}.{,environment.}container_id", KEPT)
            .scalar("{,response.}error", ERROR)
            .whole("{,response.}error", ERROR)
            .scalar("code", EVENT_CODE)
            .scalar("base_resp.status_code", BASE_STATUS);

    private static final Set<String> ENDS = Set.of(
            "response.completed",
            "response.done",
            "response.failed",
            "response.incomplete",
            "speech.audio.done",
            "transcript.text.done",
            "transcription.done",
            "image_generation.completed",
            "image_edit.completed");

    /// Events of streams that end with one of [#ENDS], whatever else they hold.
    private static final List<String> ENDED_FAMILIES = List.of(
            "response.", "speech.audio.", "transcript.text.", "transcription.", "image_generation.", "image_edit.");

    private static final String TEXT_DELTA = "response.output_text.delta";
    private static final Set<String> CALL_DELTAS = Set.of(
            "response.function_call_arguments.delta",
            "response.custom_tool_call_input.delta",
            "response.mcp_call_arguments.delta",
            "response.mcp_call.arguments.delta");

    /// Events before any output.
    private static final Set<String> STARTS =
            Set.of("response.created", "response.queued", "response.in_progress", "error", "response.failed", "ping");

    /// The place of a choice's only `function_call`, which none of its `tool_calls` has.
    private static final int FUNCTION_CALL = Integer.MAX_VALUE;

    private boolean isFamilySeen;
    private @Nullable String status;
    private @Nullable String incomplete;
    private int output;
    private int content;
    private boolean isText;
    private boolean isCallText;
    private boolean isCallStreamed;
    private int finals;
    private @Nullable String itemType;
    private @Nullable String itemId;

    public OpenAiExtractor(boolean endExpected) {
        super(SHAPE, ENDS, endExpected);
    }

    @Override
    public boolean endsWithDone() {
        return true;
    }

    @Override
    public boolean endExpected() {
        return super.endExpected() || isFamilySeen;
    }

    /// Some that share the dialect never send `[DONE]`: where every choice that began has ended, the stream
    /// may be whole.
    @Override
    public End streamEnd(boolean isSeen) {
        return isSeen || isFamilySeen || !areChoicesFinished() ? super.streamEnd(isSeen) : End.UNKNOWN;
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case STATUS -> status = value;
            case INCOMPLETE -> incomplete = value;
            case EVENT_CODE -> errorCode = value;
            case ITEM_TYPE -> itemType = value;
            case ITEM -> {
                itemId = value;
                super.string(leaf, value);
            }
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        switch (leaf) {
            case OUTPUT_INDEX -> output = index(value);
            case CONTENT_INDEX -> content = index(value);
            case BASE_STATUS -> said(value.equals("0") ? null : value);
            case EVENT_CODE -> errorCode = value;
            default -> super.number(leaf, value);
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

    /// Arguments that came in pieces are not read again.
    @Override
    public boolean isHeard(int leaf) {
        return switch (leaf) {
            case OUTPUT_TEXT -> {
                String kind = kind();
                isText = kind == null || kind.equals(TEXT_DELTA);
                isCallText = kind == null || (!isText && CALL_DELTAS.contains(kind));
                if (isCallText) {
                    beginAt(output);
                }
                yield isText || isCallText;
            }
            case ITEM_ARGUMENTS -> !isCallStreamed && beginAt(output);
            case FINAL_ARGUMENTS -> !isCallStreamed && toolCalls.isNew(0, finals) && beginAt(finals);
            default -> super.isHeard(leaf);
        };
    }

    private boolean beginAt(int place) {
        toolCalls.begin();
        toolCalls.place(place);
        return true;
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        switch (leaf) {
            case OUTPUT_TEXT -> {
                if (isText) {
                    texts.append(bytes, offset, length, output, content);
                }
                if (isCallText) {
                    toolCalls.append(bytes, offset, length, 0);
                }
            }
            case ITEM_ARGUMENTS, FINAL_ARGUMENTS -> toolCalls.append(bytes, offset, length, 0);
            default -> super.text(leaf, bytes, offset, length);
        }
    }

    @Override
    public void element(int leaf) {
        switch (leaf) {
            case OUTPUTS -> {
                if (isCall()) {
                    toolCalls.whole();
                }
            }
            case FINAL_OUTPUTS -> {
                if (isCall()) {
                    toolCalls.again(0, finals);
                }
                finals++;
            }
            case CHOICES -> {
                toolCalls.place(FUNCTION_CALL);
                toolCalls.piece(choice());
                super.element(leaf);
            }
            default -> super.element(leaf);
        }
    }

    /// Whether the item that was read asks for a call, or tells of one; what is none is dropped.
    private boolean isCall() {
        boolean isCall = toolCalls.isNamed() && (itemType == null || !itemType.endsWith("_output"));
        if (isCall) {
            toolCalls.orElse(itemId, itemType);
        } else {
            toolCalls.drop();
        }
        itemType = null;
        itemId = null;
        return isCall;
    }

    /// No field says how the parts of a list continue the text.
    @Override
    public void array(int leaf, long elements) {
        super.array(leaf, elements);
        if (leaf == FINAL_OUTPUTS) {
            finals = 0;
        }
        if (leaf == TEXT_PARTS && elements > 0) {
            texts.lose();
        }
    }

    @Override
    public void settle() {
        String kind = kind();
        isFamilySeen |= kind != null && ENDED_FAMILIES.stream().anyMatch(kind::startsWith);
        if (TEXT_DELTA.equals(kind)) {
            texts.settle(output, content);
        } else {
            texts.drop();
        }
        if (isCallText && kind != null && CALL_DELTAS.contains(kind)) {
            isCallStreamed = true;
            toolCalls.place(output);
            toolCalls.piece(0);
        } else if (isCall()) {
            toolCalls.again(0, output);
        }
        isCallText = false;
        if (incomplete != null) {
            finished(0, incomplete);
        } else if (status != null && (kind == null || ENDS.contains(kind))) {
            finished(0, status);
        }
        status = null;
        incomplete = null;
        output = 0;
        content = 0;
    }

    @Override
    protected boolean isOutput() {
        String kind = kind();
        return kind == null ? super.isOutput() : !STARTS.contains(kind);
    }

    @Override
    public boolean saysError() {
        return "error".equals(kind());
    }

    private @Nullable String kind() {
        return type != null ? type : name;
    }
}
