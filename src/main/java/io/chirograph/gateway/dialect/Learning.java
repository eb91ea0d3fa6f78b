package io.chirograph.gateway.dialect;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What has been learnt of one answer so far. A dialect says where in the JSON its facts stand
/// ([#shape()]) and which events end a stream.
abstract class Learning implements JsonScanner.Sink {
    /// The place of an error member, a scalar or a whole, whatever a dialect calls its own places.
    static final int ERROR = 1000;

    /// The list of events that a list stream is.
    static final int EVENTS = 1001;

    static final int MAX_CHOICES = 128;
    private static final int MAX_CODE = 128;
    private static final int MOST_IDS = 1000;

    private @Nullable String model;
    private @Nullable String responseId;
    private Set<String> kept = Set.of();
    private Set<String> items = Set.of();
    private @Nullable String error;
    private @Nullable String streamError;
    private final TreeMap<Integer, String> finishReasons = new TreeMap<>();
    final UsageReader usage = new UsageReader();
    final AssembledText texts = new AssembledText();

    /// Where the facts stand in a JSON body and in the data of an event.
    abstract Shape shape();

    /// Whether a stream ends with the event of this name, or whose data is of this `type`.
    boolean endsWith(String event) {
        return false;
    }

    /// Whether a stream ends with `data: [DONE]`.
    boolean endsWithDone() {
        return false;
    }

    /// Whether a stream of this operation that does not end so is incomplete.
    boolean endExpected() {
        return false;
    }

    /// Whether the event being read is known, by what its data says, to be the last.
    boolean atEnd() {
        return false;
    }

    /// Whether the event being read is the last one unless content follows it.
    boolean seemsLast() {
        return false;
    }

    /// Whether the event being read is known to bring content.
    boolean hasContent() {
        return false;
    }

    /// The stream ended inside an event.
    void cut() {}

    /// The event being read is of this name.
    void named(String event) {}

    /// The event being read is whole: what follows belongs to the next one.
    void eventEnded() {}

    /// Whether a JSON list of events is a stream.
    boolean isListStream() {
        return false;
    }

    /// Whether a body's first bytes may say that it is JSON or a stream where its type does not.
    boolean isUnderstood() {
        return true;
    }

    /// Whether a stream whose bytes could all be read reached its end.
    ///
    /// @param isSeen whether its terminal event was seen
    End streamEnd(boolean isSeen) {
        return isSeen ? End.WHOLE : endExpected() ? End.BROKEN : End.UNKNOWN;
    }

    /// The model that answered; a blank name is none.
    void model(String name) {
        model = name.isBlank() ? model : name;
    }

    /// The provider's id of the response; a blank one is none.
    void responseId(String id) {
        responseId = id.isBlank() ? responseId : id;
    }

    /// A choice ended for this reason; a blank one is none, and neither is `null` as a word.
    void finished(int choice, String reason) {
        if (choice >= 0 && choice < MAX_CHOICES && !reason.isBlank() && !reason.equals("null")) {
            finishReasons.put(choice, reason);
        }
    }

    /// The provider keeps something of this name, whatever it does with the answer.
    void keeps(String id) {
        kept = add(kept, id);
    }

    /// The provider keeps something of this name where it keeps the answer.
    void keepsItem(String id) {
        items = add(items, id);
    }

    private static Set<String> add(Set<String> to, String id) {
        if (id.isBlank()) {
            return to;
        }
        Set<String> into = to.isEmpty() ? new TreeSet<>() : to;
        if (into.size() < MOST_IDS) {
            into.add(id);
        }
        return into;
    }

    /// The place in a list that a number names; -1 for none.
    static int index(String number) {
        Long index = UsageReader.tokens(number);
        return index == null ? -1 : (int) Math.min(index, Integer.MAX_VALUE);
    }

    @Override
    public void element(int leaf) {
        if (leaf == EVENTS) {
            eventEnded();
        }
    }

    @Override
    public void string(int leaf, String value) {
        if (leaf == ERROR) {
            said(SaidError.code(value));
        }
    }

    @Override
    public void bool(int leaf, boolean value) {
        if (leaf == ERROR && value) {
            said(SaidError.ERROR);
        }
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        if (leaf == ERROR) {
            said(SaidError.code(json));
        } else {
            usage.object("", json);
        }
    }

    /// The event being read reports an error of this code; null for one that says nothing.
    void said(@Nullable String code) {
        error = code == null ? error : code;
    }

    /// What the event that has been read reports; null for no error.
    @Nullable
    String takeError() {
        String taken = error;
        error = null;
        return taken;
    }

    /// The first error counts.
    void failed(String code) {
        if (streamError == null) {
            streamError = code.length() <= MAX_CODE ? code : code.substring(0, MAX_CODE);
        }
    }

    /// Whether every one of these choices has said why it ended.
    boolean isFinished(Set<Integer> choices) {
        return finishReasons.keySet().containsAll(choices);
    }

    /// @param isRead whether the body could be looked at to its last byte
    AnswerFacts facts(boolean streamed, boolean isRead, End end) {
        boolean isTold = streamed && (end == End.WHOLE || (isRead && endExpected()));
        return new AnswerFacts(
                model,
                responseId,
                usage.usage(),
                List.copyOf(finishReasons.values()),
                streamed,
                isTold ? Boolean.valueOf(end == End.WHOLE) : null,
                end,
                streamError,
                streamed ? texts.digests() : List.of(),
                kept,
                items);
    }
}
