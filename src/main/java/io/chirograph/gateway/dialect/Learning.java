package io.chirograph.gateway.dialect;

import io.chirograph.event.Digest;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What has been learnt of one answer so far. A dialect says where in the JSON its facts stand
/// ([#shape()]) and which events end a stream.
abstract class Learning implements JsonScanner.Sink {
    private static final int MAX_CHOICES = 128;
    private static final int MAX_CODE = 128;
    private static final int MOST_IDS = 1000;

    @Nullable
    String model;

    @Nullable
    String responseId;

    @Nullable
    Long inputTokens;

    @Nullable
    Long cachedInputTokens;

    @Nullable
    Long outputTokens;

    @Nullable
    Long reasoningTokens;

    private Set<String> kept = Set.of();
    private Set<String> items = Set.of();
    private @Nullable String streamError;
    private final TreeMap<Integer, String> finishReasons = new TreeMap<>();
    private @Nullable MessageDigest text;
    private long textLength;
    private boolean textLost;

    /// Where the facts stand in a JSON body and in the data of an event.
    abstract Shape shape();

    /// Whether a stream ends with the event of this name, or whose data is of this `type`.
    abstract boolean endsWith(String event);

    /// Whether a stream ends with `data: [DONE]`.
    abstract boolean endsWithDone();

    /// Whether a stream of this operation that does not end so is incomplete.
    abstract boolean endExpected();

    /// Whether the event being read is known, by what its data says, to be the last.
    abstract boolean atEnd();

    /// The event being read is of this name.
    abstract void named(String event);

    /// The event being read is whole: what follows belongs to the next one.
    abstract void eventEnded();

    void finished(int choice, String reason) {
        if (choice >= 0 && choice < MAX_CHOICES) {
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
        Set<String> into = to.isEmpty() ? new TreeSet<>() : to;
        if (into.size() < MOST_IDS) {
            into.add(id);
        }
        return into;
    }

    /// The first error counts.
    void failed(String code) {
        if (streamError == null) {
            streamError = code.length() <= MAX_CODE ? code : code.substring(0, MAX_CODE);
        }
    }

    void appendText(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        if (text == null) {
            text = Sha256.create();
        }
        text.update(bytes, offset, length);
        textLength += length;
    }

    /// A part of the text cannot be told from what is not text: there will be no digest.
    void loseText() {
        textLost = true;
    }

    /// A count of tokens as written; null when it is none.
    static @Nullable Long tokens(String number) {
        if (number.isEmpty() || number.length() > 18) {
            return null;
        }
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return null;
            }
        }
        return Long.valueOf(number);
    }

    /// @param readable whether the stream could be looked at to its last byte
    AnswerFacts facts(boolean streamed, boolean readable, boolean endSeen) {
        Boolean terminalEvent = null;
        if (streamed && (endSeen || (readable && endExpected()))) {
            terminalEvent = endSeen;
        }
        return new AnswerFacts(
                model,
                responseId,
                inputTokens,
                cachedInputTokens,
                outputTokens,
                reasoningTokens,
                List.copyOf(finishReasons.values()),
                streamed,
                terminalEvent,
                streamError,
                streamed ? textDigest() : null,
                kept,
                items);
    }

    private @Nullable Digest textDigest() {
        if (text == null || textLost) {
            return null;
        }
        return new Digest("sha256", null, HexFormat.of().formatHex(text.digest()), textLength);
    }
}
