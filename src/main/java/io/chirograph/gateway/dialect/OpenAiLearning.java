package io.chirograph.gateway.dialect;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The OpenAI dialect's answers: chat completions, completions and embeddings (facts at the top level, text
/// in `choices[]`) and responses (facts under `response` in a stream, at the top level otherwise).
///
/// Usage of a chat stream comes only when the caller asked for it, in a chunk with empty `choices` before
/// `[DONE]`; compatible providers also repeat it, or have it elsewhere (Groq in `x_groq`, Moonshot in the choice,
/// Cohere in `meta`, Cloudflare in `result`, Ollama at the top).
final class OpenAiLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int USAGE = 2;
    private static final int BILLED_UNITS = 3;
    private static final int TOKENS = 4;
    private static final int PROMPT_COUNT = 5;
    private static final int OUTPUT_COUNT = 6;
    private static final int CHOICES = 7;
    private static final int CHOICE_INDEX = 8;
    private static final int FINISH = 9;
    private static final int TEXT = 10;
    private static final int TEXT_PARTS = 11;
    private static final int TYPE = 12;
    private static final int DELTA = 13;
    private static final int OUTPUT_INDEX = 14;
    private static final int CONTENT_INDEX = 15;
    private static final int STATUS = 16;
    private static final int INCOMPLETE = 17;
    private static final int BASE_STATUS = 18;
    private static final int EVENT_CODE = 19;
    private static final int ITEM = 20;
    private static final int KEPT = 21;

    private static final Shape SHAPE = shapeOf();

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

    private final boolean endExpected;

    private final Set<Integer> begun = new TreeSet<>();
    private boolean isFamilySeen;
    private int choice;
    private int choiceIndex = -1;
    private @Nullable String finish;
    private @Nullable String name;
    private @Nullable String type;
    private @Nullable String status;
    private @Nullable String incomplete;
    private @Nullable String eventCode;
    private int output;
    private int content;
    private final DeltaText delta = new DeltaText(texts);

    OpenAiLearning(boolean endExpected) {
        this.endExpected = endExpected;
    }

    private static Shape shapeOf() {
        var shape = new Shape()
                .array("choices", CHOICES)
                .scalar("choices[].index", CHOICE_INDEX)
                .scalar("choices[].finish_reason", FINISH)
                .text("choices[].delta.content", TEXT)
                .array("choices[].delta.content", TEXT_PARTS)
                .text("choices[].text", TEXT)
                .scalar("type", TYPE)
                .text("delta", DELTA)
                .scalar("output_index", OUTPUT_INDEX)
                .scalar("content_index", CONTENT_INDEX)
                .scalar("code", EVENT_CODE)
                .scalar("base_resp.status_code", BASE_STATUS)
                .whole("x_groq.usage", USAGE)
                .whole("choices[].usage", USAGE)
                .whole("result.usage", USAGE)
                .whole("meta.billed_units", BILLED_UNITS)
                .whole("meta.tokens", TOKENS)
                .scalar("prompt_eval_count", PROMPT_COUNT)
                .scalar("eval_count", OUTPUT_COUNT);
        for (String at : new String[] {"output[].", "response.output[].", "item."}) {
            shape.scalar(at + "id", ITEM)
                    .scalar(at + "container_id", KEPT)
                    .scalar(at + "environment.container_id", KEPT);
        }
        for (String at : new String[] {"", "response."}) {
            shape.scalar(at + "model", MODEL)
                    .scalar(at + "id", ID)
                    .whole(at + "usage", USAGE)
                    .scalar(at + "status", STATUS)
                    .scalar(at + "incomplete_details.reason", INCOMPLETE)
                    .scalar(at + "error", ERROR)
                    .whole(at + "error", ERROR);
        }
        return shape;
    }

    @Override
    Shape shape() {
        return SHAPE;
    }

    @Override
    boolean endsWith(String event) {
        return ENDS.contains(event);
    }

    @Override
    boolean endsWithDone() {
        return true;
    }

    @Override
    boolean endExpected() {
        return endExpected || isFamilySeen;
    }

    /// Some that share the dialect never send `[DONE]`: where every choice that began has ended, the stream may be
    /// whole.
    @Override
    End streamEnd(boolean isSeen) {
        boolean mayBeWhole = !isFamilySeen && !begun.isEmpty() && isFinished(begun);
        return isSeen || !mayBeWhole ? super.streamEnd(isSeen) : End.UNKNOWN;
    }

    @Override
    boolean atEnd() {
        return type != null && ENDS.contains(type);
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
            case FINISH -> finish = value;
            case TYPE -> type = value;
            case STATUS -> status = value;
            case INCOMPLETE -> incomplete = value;
            case EVENT_CODE -> eventCode = value;
            case ITEM -> keepsItem(value);
            case KEPT -> keeps(value);
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        switch (leaf) {
            case PROMPT_COUNT -> usage.count("prompt_eval_count", value);
            case OUTPUT_COUNT -> usage.count("eval_count", value);
            case CHOICE_INDEX -> choiceIndex = index(value);
            case OUTPUT_INDEX -> output = index(value);
            case CONTENT_INDEX -> content = index(value);
            case BASE_STATUS -> said(value.equals("0") ? null : value);
            case EVENT_CODE -> eventCode = value;
            default -> {}
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
        String known = type != null ? type : name;
        if (leaf == TEXT) {
            delta.append(bytes, offset, length, at(), 0);
        } else if (known == null || TEXT_DELTA.equals(known)) {
            delta.append(bytes, offset, length, output, content);
        }
    }

    private int at() {
        return choiceIndex < 0 ? choice : choiceIndex;
    }

    @Override
    public void element(int leaf) {
        if (leaf == CHOICES) {
            delta.settle(at(), 0);
            if (at() < MAX_CHOICES) {
                begun.add(at());
            }
            if (finish != null) {
                finished(at(), finish);
            }
            finish = null;
            choiceIndex = -1;
            choice++;
        } else {
            super.element(leaf);
        }
    }

    /// How the parts of a list continue the text, no field says.
    @Override
    public void array(int leaf, long elements) {
        if (leaf == CHOICES) {
            choice = 0;
        } else if (elements > 0) {
            texts.lose();
        }
    }

    @Override
    void eventEnded() {
        String known = type != null ? type : name;
        isFamilySeen |= known != null && ENDED_FAMILIES.stream().anyMatch(known::startsWith);
        if (TEXT_DELTA.equals(known)) {
            delta.settle(output, content);
        } else {
            delta.drop();
        }
        String error = takeError();
        if (error != null || "error".equals(known)) {
            String otherwise = eventCode == null ? SaidError.ERROR : eventCode;
            failed(error == null || error.equals(SaidError.ERROR) ? otherwise : error);
        }
        if (incomplete != null) {
            finished(0, incomplete);
        } else if (status != null && (known == null || ENDS.contains(known))) {
            finished(0, status);
        }
        name = null;
        type = null;
        status = null;
        incomplete = null;
        eventCode = null;
        output = 0;
        content = 0;
        choice = 0;
        choiceIndex = -1;
        finish = null;
    }
}
