package io.chirograph.gateway.dialect.gemini;

import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;

/// Google's responses: `generateContent` and embeddings.
/// Whole, as a stream of events (`alt=sse`) or as a JSON list that grows.
///
/// No event is named the last one: a stream has ended when every candidate that began says why it finished,
/// or the prompt was blocked. Some models say so in every event, so that only the stream's own end tells
/// which was the last.
final class GeminiExtractor extends ResponseExtractor {
    private static final int PARTS = 0;
    private static final int THOUGHT = 1;
    private static final int BLOCKED = 2;

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("modelVersion", MODEL)
            .scalar("responseId", ID)
            .whole("usageMetadata", USAGE)
            .scalar("usageMetadata.serviceTier", TIER)
            .array("candidates", CHOICES)
            .scalar("candidates[].index", CHOICE)
            .scalar("candidates[].finishReason", FINISH)
            .array("candidates[].content.parts", PARTS)
            .text("candidates[].content.parts[].text", CHOICE_TEXT)
            .scalar("candidates[].content.parts[].thought", THOUGHT)
            .scalar("candidates[].content.parts[].functionCall.id", CALL_ID)
            .scalar("candidates[].content.parts[].functionCall.name", CALL_NAME)
            .raw("candidates[].content.parts[].functionCall.args", CALL_ARGUMENTS)
            .whole("candidates[].content.parts[].functionCall.args", CALL_ARGUMENTS)
            .scalar("promptFeedback.blockReason", BLOCKED)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private final boolean isStream;
    private boolean isThought;
    private boolean isBlocked;
    private boolean isLast;
    private boolean isContent;
    private boolean isCut;

    GeminiExtractor(boolean isStream) {
        super(SHAPE, Set.of(), isStream);
        this.isStream = isStream;
    }

    @Override
    public boolean isListStream() {
        return isStream;
    }

    @Override
    public boolean seemsLast() {
        return isLast;
    }

    @Override
    public boolean hasContent() {
        return isContent;
    }

    @Override
    public void cut() {
        isCut = true;
    }

    @Override
    public End streamEnd(boolean isSeen) {
        return super.streamEnd(!isCut && (isBlocked || areChoicesFinished()));
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == BLOCKED) {
            isBlocked |= !value.isBlank();
            isLast |= isBlocked;
            finished(0, value);
        } else {
            super.string(leaf, value);
        }
    }

    @Override
    public void bool(int leaf, boolean value) {
        if (leaf == THOUGHT) {
            isThought = value;
        } else {
            super.bool(leaf, value);
        }
    }

    @Override
    public void element(int leaf) {
        if (leaf == PARTS) {
            if (isThought) {
                texts.takeBack();
            } else {
                texts.keep();
            }
            isThought = false;
            toolCalls.whole();
        } else {
            super.element(leaf);
        }
    }

    @Override
    public void array(int leaf, long elements) {
        super.array(leaf, elements);
        if (leaf == CHOICES) {
            isContent = elements > 0;
            isLast |= isContent && !isChoiceOpen();
        }
    }

    @Override
    public void settle() {
        texts.drop();
        isThought = false;
        isLast = false;
        isContent = false;
    }
}
