package io.chirograph.gateway.dialect;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Google's answers: `generateContent` and embeddings, whole, as a stream of events (`alt=sse`) or as a JSON list that
/// grows.
///
/// No event is named the last one: a stream has ended when every candidate that began says why it finished, or the
/// prompt was blocked. Some models say so in every event, so that only the stream's own end tells which was the last.
final class GeminiLearning extends Learning {
    private static final int MODEL = 0;
    private static final int ID = 1;
    private static final int USAGE = 2;
    private static final int CANDIDATES = 3;
    private static final int INDEX = 4;
    private static final int FINISH = 5;
    private static final int PARTS = 6;
    private static final int TEXT = 7;
    private static final int THOUGHT = 8;
    private static final int BLOCKED = 9;

    private static final Shape SHAPE = new Shape()
            .scalar("modelVersion", MODEL)
            .scalar("responseId", ID)
            .whole("usageMetadata", USAGE)
            .array("candidates", CANDIDATES)
            .scalar("candidates[].index", INDEX)
            .scalar("candidates[].finishReason", FINISH)
            .array("candidates[].content.parts", PARTS)
            .text("candidates[].content.parts[].text", TEXT)
            .scalar("candidates[].content.parts[].thought", THOUGHT)
            .scalar("promptFeedback.blockReason", BLOCKED)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private final boolean endExpected;
    private final Set<Integer> begun = new TreeSet<>();
    private final DeltaText delta = new DeltaText(texts);
    private int candidate;
    private int index = -1;
    private @Nullable String finish;
    private boolean isThought;
    private boolean isBlocked;
    private boolean isLast;
    private boolean isContent;
    private boolean isCut;

    GeminiLearning(boolean endExpected) {
        this.endExpected = endExpected;
    }

    @Override
    Shape shape() {
        return SHAPE;
    }

    @Override
    boolean isListStream() {
        return endExpected;
    }

    @Override
    boolean endExpected() {
        return endExpected;
    }

    @Override
    boolean seemsLast() {
        return isLast;
    }

    @Override
    boolean hasContent() {
        return isContent;
    }

    @Override
    void cut() {
        isCut = true;
    }

    @Override
    End streamEnd(boolean isSeen) {
        return super.streamEnd(!isCut && (isBlocked || (!begun.isEmpty() && isFinished(begun))));
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case MODEL -> model(value);
            case ID -> responseId(value);
            case FINISH -> finish = value;
            case BLOCKED -> {
                isBlocked |= !value.isBlank();
                isLast |= isBlocked;
                finished(0, value);
            }
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == INDEX) {
            index = index(value);
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
    public void text(int leaf, byte[] bytes, int offset, int length) {
        delta.append(bytes, offset, length, at(), 0);
    }

    private int at() {
        return index < 0 ? candidate : index;
    }

    @Override
    public void element(int leaf) {
        switch (leaf) {
            case PARTS -> {
                if (isThought) {
                    delta.takeBack();
                } else {
                    delta.keep();
                }
                isThought = false;
            }
            case CANDIDATES -> {
                delta.settle(at(), 0);
                if (at() < MAX_CHOICES) {
                    begun.add(at());
                }
                if (finish != null) {
                    finished(at(), finish);
                }
                finish = null;
                index = -1;
                candidate++;
            }
            default -> super.element(leaf);
        }
    }

    @Override
    public void array(int leaf, long elements) {
        if (leaf == CANDIDATES) {
            candidate = 0;
            isContent = elements > 0;
            isLast |= isContent && isFinished(begun);
        }
    }

    @Override
    void eventEnded() {
        delta.drop();
        String error = takeError();
        if (error != null) {
            failed(error);
        }
        candidate = 0;
        index = -1;
        finish = null;
        isThought = false;
        isLast = false;
        isContent = false;
    }
}
