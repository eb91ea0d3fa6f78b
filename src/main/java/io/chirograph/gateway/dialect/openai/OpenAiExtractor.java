package io.chirograph.gateway.dialect.openai;

import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// OpenAI's responses: chat completions, completions, embeddings, responses.
///
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

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{,response.}model", MODEL)
            .scalar("{,response.}id", ID)
            .whole("{,response.,x_groq.,choices[].,result.}usage", USAGE)
            .whole("meta.billed_units", BILLED_UNITS)
            .whole("meta.tokens", TOKENS)
            .scalar("prompt_eval_count", count("prompt_eval_count"))
            .scalar("eval_count", count("eval_count"))
            .array("choices", CHOICES)
            .scalar("choices[].index", CHOICE)
            .scalar("choices[].finish_reason", FINISH)
            .text("choices[].{delta.content,text}", CHOICE_TEXT)
            .array("choices[].delta.content", TEXT_PARTS)
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

    private boolean isFamilySeen;
    private @Nullable String status;
    private @Nullable String incomplete;
    private int output;
    private int content;

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

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        if (leaf != OUTPUT_TEXT) {
            super.text(leaf, bytes, offset, length);
        } else if (kind() == null || TEXT_DELTA.equals(kind())) {
            texts.append(bytes, offset, length, output, content);
        }
    }

    /// No field says how the parts of a list continue the text.
    @Override
    public void array(int leaf, long elements) {
        super.array(leaf, elements);
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
    public boolean saysError() {
        return "error".equals(kind());
    }

    private @Nullable String kind() {
        return type != null ? type : name;
    }
}
