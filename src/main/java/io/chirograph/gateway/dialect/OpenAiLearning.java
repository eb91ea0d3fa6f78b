package io.chirograph.gateway.dialect;

import io.chirograph.event.Digest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The OpenAI dialect's answers: chat completions, completions and embeddings (facts at the top level, text
/// in `choices[]`) and responses (facts under `response` in a stream, at the top level otherwise).
///
/// Usage of a chat stream comes only when the caller asked for it, in a chunk with empty `choices` before
/// `[DONE]`; compatible providers also repeat it: the last one counts.
final class OpenAiLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int INPUT = 2;
    private static final int CACHED = 3;
    private static final int OUTPUT = 4;
    private static final int REASONING = 5;
    private static final int CHOICES = 6;
    private static final int CHOICE_INDEX = 7;
    private static final int FINISH = 8;
    private static final int TEXT = 9;
    private static final int TYPE = 10;
    private static final int DELTA = 11;
    private static final int STATUS = 12;
    private static final int INCOMPLETE = 13;
    private static final int ERROR_CODE = 14;
    private static final int ERROR_TYPE = 15;
    private static final int ERROR_MESSAGE = 16;
    private static final int EVENT_CODE = 17;
    private static final int ITEM = 18;
    private static final int KEPT = 19;

    private static final Shape SHAPE = shapeOf();

    private static final Set<String> ENDS = Set.of("response.completed", "response.failed", "response.incomplete");
    private static final String TEXT_DELTA = "response.output_text.delta";

    /// How much of a delta is kept while its event's type is not known.
    private static final int MAX_UNDECIDED = 64 * 1024;

    private final boolean endExpected;

    private int choice;
    private int choiceIndex = -1;
    private @Nullable String finish;
    private @Nullable String name;
    private @Nullable String type;
    private @Nullable String status;
    private @Nullable String incomplete;
    private @Nullable String errorCode;
    private @Nullable String errorType;
    private boolean error;
    private @Nullable String eventCode;
    private final Undecided undecided = new Undecided(MAX_UNDECIDED);

    OpenAiLearning(boolean endExpected) {
        this.endExpected = endExpected;
    }

    private static Shape shapeOf() {
        var shape = new Shape()
                .array("choices", CHOICES)
                .scalar("choices[].index", CHOICE_INDEX)
                .scalar("choices[].finish_reason", FINISH)
                .text("choices[].delta.content", TEXT)
                .text("choices[].text", TEXT)
                .scalar("type", TYPE)
                .text("delta", DELTA)
                .scalar("code", EVENT_CODE)
                .scalar("error", ERROR_MESSAGE);
        for (String at : new String[] {"output[].", "response.output[].", "item."}) {
            shape.scalar(at + "id", ITEM)
                    .scalar(at + "container_id", KEPT)
                    .scalar(at + "environment.container_id", KEPT);
        }
        for (String at : new String[] {"", "response."}) {
            shape.scalar(at + "model", MODEL)
                    .scalar(at + "id", ID)
                    .scalar(at + "usage.prompt_tokens", INPUT)
                    .scalar(at + "usage.input_tokens", INPUT)
                    .scalar(at + "usage.prompt_tokens_details.cached_tokens", CACHED)
                    .scalar(at + "usage.input_tokens_details.cached_tokens", CACHED)
                    .scalar(at + "usage.completion_tokens", OUTPUT)
                    .scalar(at + "usage.output_tokens", OUTPUT)
                    .scalar(at + "usage.completion_tokens_details.reasoning_tokens", REASONING)
                    .scalar(at + "usage.output_tokens_details.reasoning_tokens", REASONING)
                    .scalar(at + "status", STATUS)
                    .scalar(at + "incomplete_details.reason", INCOMPLETE)
                    .scalar(at + "error.code", ERROR_CODE)
                    .scalar(at + "error.type", ERROR_TYPE)
                    .scalar(at + "error.message", ERROR_MESSAGE);
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
        return endExpected;
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
            case MODEL -> model = value;
            case ID -> responseId = value;
            case FINISH -> finish = value;
            case TYPE -> type = value;
            case STATUS -> status = value;
            case INCOMPLETE -> incomplete = value;
            case ERROR_CODE -> errorCode = value;
            case ERROR_TYPE -> errorType = value;
            case ERROR_MESSAGE -> error = true;
            case EVENT_CODE -> eventCode = value;
            case ITEM -> keepsItem(value);
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
            case REASONING -> reasoningTokens = tokens;
            case CHOICE_INDEX -> choiceIndex = tokens == null ? -1 : (int) Math.min(tokens, Integer.MAX_VALUE);
            case ERROR_CODE -> errorCode = value;
            case EVENT_CODE -> eventCode = value;
            default -> {}
        }
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        String known = type != null ? type : name;
        if (leaf == TEXT || TEXT_DELTA.equals(known)) {
            appendText(bytes, offset, length);
        } else if (known == null) {
            undecided.append(bytes, offset, length);
        }
    }

    @Override
    public void element(int leaf) {
        if (finish != null) {
            finished(choiceIndex < 0 ? choice : choiceIndex, finish);
        }
        finish = null;
        choiceIndex = -1;
        choice++;
    }

    @Override
    public void array(int leaf, long elements) {
        choice = 0;
    }

    @Override
    public void raw(int leaf, Digest digest) {}

    @Override
    void eventEnded() {
        String known = type != null ? type : name;
        if (TEXT_DELTA.equals(known)) {
            if (undecided.overflown()) {
                loseText();
            }
            undecided.appendTo(this);
        }
        if (errorCode != null || errorType != null || error || "error".equals(known)) {
            failed(firstOf(errorCode, eventCode, errorType));
        }
        if (incomplete != null) {
            finished(0, incomplete);
        } else if (status != null && (known == null || ENDS.contains(known))) {
            finished(0, status);
        }
        undecided.clear();
        name = null;
        type = null;
        status = null;
        incomplete = null;
        errorCode = null;
        errorType = null;
        error = false;
        eventCode = null;
    }

    private static String firstOf(@Nullable String... codes) {
        for (String code : codes) {
            if (code != null) {
                return code;
            }
        }
        return "error";
    }
}
