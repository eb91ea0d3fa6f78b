package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.offers.OfferedList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects what one response says of itself.
/// One thread; not reusable. A dialect names the places of its facts by a [FieldSelector] whose leaves are
/// the constants here and numbers of its own below [#MODEL], and says which events end a stream. What a
/// string, number or list at one of these constants means is the same for all dialects.
public class ResponseExtractor implements JsonHandler {
    public static final int MODEL = 1000;
    public static final int ID = 1001;

    /// An error member, a scalar or a whole.
    public static final int ERROR = 1002;

    /// The list of events that a list stream is.
    static final int EVENTS = 1003;

    /// The `type` of an event.
    public static final int TYPE = 1004;

    public static final int USAGE = 1005;

    /// Why the only choice ended.
    public static final int STOP = 1006;

    /// What the provider keeps, whatever it does with the response.
    public static final int KEPT = 1007;

    /// What the provider keeps where it keeps the response.
    public static final int ITEM = 1008;

    /// The list of choices; then the members of one: its number, why it ended.
    public static final int CHOICES = 1009;

    public static final int CHOICE = 1010;
    public static final int FINISH = 1011;

    /// The text of the choice being read.
    public static final int CHOICE_TEXT = 1012;

    /// Which part of the only choice the text of this event continues, and that text.
    public static final int PART = 1013;

    public static final int PART_TEXT = 1014;

    /// The tier that the response was answered with, and where the model ran.
    public static final int TIER = 1015;

    public static final int GEO = 1016;

    /// A list of tool calls; a list of pieces of some.
    public static final int CALLS = 1017;

    public static final int CALL_PIECES = 1018;

    /// Of a tool call: where it stands among those of its choice, its id, what it calls.
    public static final int CALL_PLACE = 1019;

    public static final int CALL_ID = 1020;
    public static final int CALL_NAME = 1021;

    /// The arguments of a tool call; what continues some.
    public static final int CALL_ARGUMENTS = 1022;

    public static final int CALL_DELTA = 1023;

    /// The first of the counts of tokens that stand alone.
    private static final int COUNT = 1024;

    private static final List<String> COUNTS = List.of(
            "prompt_eval_count",
            "eval_count",
            "prompt_token_count",
            "generation_token_count",
            "inputTextTokenCount",
            "totalOutputTextTokenCount");

    private static final int MAX_CHOICES = 128;
    private static final int MAX_CODE = 128;
    private static final int MOST_IDS = 1000;

    public final UsageReader usage = new UsageReader();
    public final AssembledText texts = new AssembledText();
    public final ToolCallReader toolCalls = new ToolCallReader();

    final FieldSelector shape;
    private final Set<String> ends;
    private final boolean endExpected;

    private @Nullable String model;
    private @Nullable String responseId;
    private final Set<String> kept = new TreeSet<>();
    private final Set<String> items = new TreeSet<>();
    private @Nullable String serviceTier;
    private @Nullable String inferenceGeo;
    private @Nullable Digest tools;
    private @Nullable String streamError;
    private final TreeMap<Integer, String> finishReasons = new TreeMap<>();
    private final Set<Integer> begun = new TreeSet<>();

    // Of the event being read:
    public @Nullable String name;

    public @Nullable String type;

    /// The error's code where it stands apart from the error.
    public @Nullable String errorCode;

    private @Nullable String error;
    private int choices;
    private int choice = -1;
    private int calling = -1;
    private @Nullable String finish;
    private int part;
    private boolean isHeard;
    private boolean isChoice;

    private int events;
    private int choiceEvents;
    private boolean isOutput;

    /// @param shape where the facts stand in a JSON body and in the data of an event
    /// @param ends names and types of the events that end a stream
    /// @param endExpected whether a stream of this operation that does not end so is incomplete
    public ResponseExtractor(FieldSelector shape, Set<String> ends, boolean endExpected) {
        this.shape = shape;
        this.ends = ends;
        this.endExpected = endExpected;
    }

    /// The leaf of a count of tokens that stands alone, which is one of six.
    public static int count(String name) {
        return COUNT + COUNTS.indexOf(name);
    }

    final boolean endsWith(String event) {
        return ends.contains(event);
    }

    /// Whether a stream ends with `data: [DONE]`.
    public boolean endsWithDone() {
        return false;
    }

    /// Whether a stream of this operation that does not end as its dialect says is incomplete.
    public boolean endExpected() {
        return endExpected;
    }

    /// Whether the event being read is known, by what its data says, to be the last.
    public boolean atEnd() {
        return type != null && ends.contains(type);
    }

    /// Whether the event being read is the last one unless content follows it.
    public boolean seemsLast() {
        return false;
    }

    /// Whether the event being read is known to bring content.
    public boolean hasContent() {
        return false;
    }

    /// The stream ended inside an event.
    public void cut() {}

    /// The event being read is of this name.
    public void named(String event) {
        name = event;
    }

    /// The event being read is whole: what follows belongs to the next one.
    public void eventEnded() {
        events++;
        choiceEvents += isChoice ? 1 : 0;
        isOutput |= error == null && !saysError() && isOutput();
        isHeard = false;
        isChoice = false;
        settle();
        if (error != null || saysError()) {
            String otherwise = errorCode == null ? SaidError.ERROR : errorCode;
            failed(error == null || error.equals(SaidError.ERROR) ? otherwise : error);
        }
        name = null;
        type = null;
        errorCode = null;
        error = null;
        choices = 0;
        choice = -1;
        calling = -1;
        finish = null;
        part = 0;
    }

    /// Whether the event being read, which is whole, brings output, so that the caller must have it now. An event that
    /// is not known does; the first one that only begins choices does not.
    protected boolean isOutput() {
        return isChoice && (isHeard || choiceEvents > 1);
    }

    /// How many events of a stream were whole by now.
    final int events() {
        return events;
    }

    /// Whether one of them brought output.
    final boolean hasOutput() {
        return isOutput;
    }

    /// The code of the first error that one of them reported; null for none.
    final @Nullable String failed() {
        return streamError;
    }

    /// The text of the event being read is whole.
    public void settle() {
        texts.settle(0, part);
        settleCall();
    }

    /// What the event being read says of a tool call is whole.
    protected final void settleCall() {
        toolCalls.place(part);
        toolCalls.piece(0);
    }

    /// Whether the event being read is an error by its kind.
    public boolean saysError() {
        return false;
    }

    /// Whether a JSON list of events is a stream.
    public boolean isListStream() {
        return false;
    }

    /// Whether a stream of JSON texts one behind another is one of events.
    public boolean isLineStream() {
        return false;
    }

    /// Whether a body's first bytes may say that it is JSON or a stream where its type does not.
    boolean isUnderstood() {
        return true;
    }

    /// Whether a stream whose bytes could all be read reached its end.
    /// @param isSeen whether its terminal event was seen
    public End streamEnd(boolean isSeen) {
        return isSeen ? End.WHOLE : endExpected() ? End.BROKEN : End.UNKNOWN;
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case MODEL -> model = value.isBlank() ? model : value;
            case ID -> responseId = value.isBlank() ? responseId : value;
            case TYPE -> type = value;
            case ERROR -> said(SaidError.code(value));
            case STOP -> finished(0, value);
            case FINISH -> finish = value;
            case KEPT -> add(kept, value);
            case ITEM -> add(items, value);
            case TIER -> serviceTier = value.isBlank() ? serviceTier : value;
            case GEO -> inferenceGeo = value.isBlank() ? inferenceGeo : value;
            case CALL_ID -> toolCalls.id(value);
            case CALL_NAME -> toolCalls.name(value);
            default -> {}
        }
    }

    @Override
    public void number(int leaf, String value) {
        switch (leaf) {
            case CHOICE -> choice = index(value);
            case PART -> part = index(value);
            case CALL_PLACE -> toolCalls.place(index(value));
            default -> {
                if (leaf >= COUNT) {
                    usage.count(COUNTS.get(leaf - COUNT), value);
                }
            }
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
        } else if (leaf == CALL_ARGUMENTS) {
            toolCalls.canonical(json);
        } else {
            usage.object("", json);
        }
    }

    @Override
    public void raw(int leaf, Digest digest) {
        toolCalls.arguments(digest);
    }

    @Override
    public int most(int leaf) {
        return leaf == CALL_ARGUMENTS ? CanonicalForm.MOST : MAX_WHOLE;
    }

    @Override
    public boolean isHeard(int leaf) {
        if (leaf == CALL_ARGUMENTS || leaf == CALL_DELTA) {
            toolCalls.begin();
        }
        return true;
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        isHeard |= length > 0;
        switch (leaf) {
            case CHOICE_TEXT -> texts.append(bytes, offset, length, choice(), 0);
            case CALL_ARGUMENTS -> toolCalls.append(bytes, offset, length, ToolCallReader.NO_CHOICE);
            case CALL_DELTA -> toolCalls.append(bytes, offset, length, choice());
            default -> texts.append(bytes, offset, length, 0, part);
        }
    }

    @Override
    public void element(int leaf) {
        if (leaf == EVENTS) {
            eventEnded();
        } else if (leaf == CALLS) {
            toolCalls.whole();
        } else if (leaf == CALL_PIECES) {
            calling = choice();
            toolCalls.piece(calling);
        } else if (leaf == CHOICES) {
            isChoice = true;
            texts.settle(choice(), 0);
            if (calling >= 0 && calling != choice()) {
                toolCalls.lose();
            }
            calling = -1;
            if (choice() < MAX_CHOICES) {
                begun.add(choice());
            }
            if (finish != null) {
                finished(choice(), finish);
            }
            finish = null;
            choice = -1;
            choices++;
        }
    }

    @Override
    public void array(int leaf, long elements) {
        if (leaf == CHOICES) {
            choices = 0;
        }
    }

    /// The choice being read: as it says, else by its place.
    protected final int choice() {
        return choice < 0 ? choices : choice;
    }

    /// Whether choices began and every one of them has said why it ended.
    public final boolean areChoicesFinished() {
        return !begun.isEmpty() && !isChoiceOpen();
    }

    public final boolean isChoiceOpen() {
        return !finishReasons.keySet().containsAll(begun);
    }

    /// A choice ended for this reason; a blank one is none, and neither is `null` as a word.
    public final void finished(int which, String reason) {
        if (which >= 0 && which < MAX_CHOICES && !reason.isBlank() && !reason.equals("null")) {
            finishReasons.put(which, reason);
        }
    }

    /// The event being read reports an error of this code; null for one that says nothing.
    public final void said(@Nullable String code) {
        error = code == null ? error : code;
    }

    /// The digest of the tools that the response offers.
    protected final void tools(Digest list) {
        tools = list;
    }

    /// The lists of what an MCP server offers.
    protected List<OfferedList> offers() {
        return List.of();
    }

    /// The first error counts.
    private void failed(String code) {
        if (streamError == null) {
            streamError = code.length() <= MAX_CODE ? code : code.substring(0, MAX_CODE);
        }
    }

    private static void add(Set<String> to, String id) {
        if (!id.isBlank() && to.size() < MOST_IDS) {
            to.add(id);
        }
    }

    /// The place in a list that a number names; -1 for none.
    public static int index(String number) {
        Long index = UsageReader.tokens(number);
        return index == null ? -1 : (int) Math.min(index, Integer.MAX_VALUE);
    }

    /// @param isRead whether the body could be looked at to its last byte
    final ResponseFacts facts(boolean streamed, boolean isRead, End end) {
        boolean isTold = streamed && (end == End.WHOLE || (isRead && endExpected()));
        return new ResponseFacts(
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
                items,
                serviceTier,
                inferenceGeo,
                toolCalls.calls(),
                tools,
                offers());
    }
}
