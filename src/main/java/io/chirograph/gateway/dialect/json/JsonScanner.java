package io.chirograph.gateway.dialect.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a JSON text in pieces of any size; reports one [FieldSelector]'s places.
/// It never fails: what is not JSON ends the reading, and what was reported before stays so. It is lenient
/// (it skips what is of no interest by its brackets and quotes alone) but reports of a valid text what any
/// parser sees in it; of a repeated member it reports each, the last one last. A strict one takes nothing for
/// a text that a lenient parser could read in another way. Memory is bounded whatever the text's size or
/// depth: the stack is only as deep as the shape.
public final class JsonScanner {
    private static final int MAX_DEPTH = 12;

    private enum State {
        VALUE,
        FIRST_ELEMENT,
        FIRST_NAME,
        NAME,
        COLON,
        AFTER,
        STRING,
        LITERAL,
        SKIP,
        SKIP_STRING,
        DONE,
        FAILED
    }

    private final FieldSelector root;
    private final JsonHandler handler;
    private final boolean strict;

    private State state = State.VALUE;
    private @Nullable FieldSelector pending;

    private final @Nullable FieldSelector[] frames = new @Nullable FieldSelector[MAX_DEPTH];
    private final boolean[] arrays = new boolean[MAX_DEPTH];
    private final long[] elements = new long[MAX_DEPTH];
    private int depth;
    private int skipDepth;
    private boolean skipEscape;

    private final JsonString string;
    private boolean inName;

    /// Those that are open, the innermost last.
    private final List<JsonCapture> captures = new ArrayList<>(2);

    private long before;
    private int fedFrom;
    private long stringFrom;
    private long stringTo;
    private long elementFrom;
    private boolean trailing;

    public JsonScanner(FieldSelector root, JsonHandler handler) {
        this(root, handler, false);
    }

    /// @param strict whether what one reader could take for something else is reported, or ends the reading: comments,
    ///     names but for their case
    public JsonScanner(FieldSelector root, JsonHandler handler, boolean strict) {
        this.root = root;
        this.handler = handler;
        this.strict = strict;
        this.string = new JsonString(handler);
        this.pending = root;
    }

    /// Begins a new text.
    public void reset() {
        state = State.VALUE;
        pending = root;
        depth = 0;
        captures.clear();
        before = 0;
        elementFrom = 0;
        trailing = false;
    }

    /// Where the string that is being reported begins in the text, its quote included; -1 for what is no
    /// string.
    public long stringFrom() {
        return stringFrom;
    }

    /// Where the last element of the outermost array begins in the text; 0 before the first.
    public long elementFrom() {
        return elementFrom;
    }

    /// How many bytes of the text were fed.
    public long fed() {
        return before;
    }

    /// Behind the closing quote of the string that is being reported.
    public long stringTo() {
        return stringTo;
    }

    /// Whether the text is whole.
    public boolean done() {
        return state == State.DONE;
    }

    /// Whether this is not one JSON text, so that nothing more can be learnt.
    public boolean failed() {
        return state == State.FAILED || trailing;
    }

    public void feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        for (JsonCapture open : captures) {
            open.from = offset;
        }
        fedFrom = offset;
        while (i < end) {
            switch (state) {
                case VALUE, FIRST_ELEMENT -> i = value(bytes, i);
                case FIRST_NAME, NAME -> i = name(bytes, i);
                case COLON -> i = colon(bytes, i);
                case AFTER -> i = after(bytes, i);
                case STRING -> i = string(bytes, i, end);
                case LITERAL -> i = literal(bytes, i, end);
                case SKIP -> i = skip(bytes, i, end);
                case SKIP_STRING -> i = skipString(bytes, i, end);
                case DONE -> i = behind(bytes, i, end);
                case FAILED -> i = end;
            }
        }
        before += length;
        for (JsonCapture open : captures) {
            open.update(bytes, end);
        }
    }

    private int behind(byte[] bytes, int from, int end) {
        for (int i = from; i < end && !trailing; i++) {
            trailing = !blank(bytes[i]);
        }
        return end;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean byteOrderMark(byte b) {
        return b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
    }

    private int value(byte[] bytes, int i) {
        byte b = bytes[i];
        if (blank(b) || (depth == 0 && byteOrderMark(b))) {
            return i + 1;
        }
        switch (b) {
            case '"' -> {
                stringFrom = before + i - fedFrom;
                openString();
            }
            case '{' -> open(false, i);
            case '[' -> open(true, i);
            case ']' -> {
                if (state != State.FIRST_ELEMENT) {
                    state = State.FAILED;
                    return i;
                }
                close(bytes, i);
            }
            default -> {
                if (!literalByte(b)) {
                    state = State.FAILED;
                    return i;
                }
                string.begin(
                        JsonString.Use.KEPT, pending == null ? FieldSelector.NONE : pending.scalar, FieldSelector.NONE);
                stringFrom = -1;
                state = State.LITERAL;
                return i;
            }
        }
        return i + 1;
    }

    private void openString() {
        if (pending == null) {
            string.begin(JsonString.Use.IGNORED, FieldSelector.NONE, FieldSelector.NONE);
        } else {
            boolean isKept = pending.scalar != FieldSelector.NONE;
            JsonString.Use use = pending.text == FieldSelector.NONE || !handler.isHeard(pending.text)
                    ? isKept ? JsonString.Use.KEPT : JsonString.Use.IGNORED
                    : isKept ? JsonString.Use.BOTH : JsonString.Use.PASSED_ON;
            string.begin(use, pending.scalar, pending.text);
        }
        inName = false;
        state = State.STRING;
    }

    private void open(boolean isArray, int i) {
        if (depth == 1 && arrays[0]) {
            elementFrom = before + i - fedFrom;
        }
        var place = pending;
        if (strict && place != null && (place.scalar & place.text) != FieldSelector.NONE) {
            handler.container(place.scalar == FieldSelector.NONE ? place.text : place.scalar, place.opens(isArray));
        }
        if (place != null && place.whole != FieldSelector.NONE) {
            captures.add(new JsonCapture(place.whole, depth, i, handler.most(place.whole)));
        }
        if (place != null && place.raw != FieldSelector.NONE) {
            captures.add(new JsonCapture(place.raw, depth, i, -1));
        }
        if (place != null && place.opens(isArray) && depth < MAX_DEPTH) {
            frames[depth] = place;
            arrays[depth] = isArray;
            elements[depth] = 0;
            depth++;
            pending = isArray ? place.element() : null;
            state = isArray ? State.FIRST_ELEMENT : State.FIRST_NAME;
        } else {
            skipDepth = 1;
            state = State.SKIP;
        }
    }

    private void close(byte[] bytes, int i) {
        depth--;
        var place = frames[depth];
        if (arrays[depth] && place != null && place.array != FieldSelector.NONE) {
            handler.array(place.array, elements[depth]);
        }
        ended(bytes, i + 1);
    }

    /// A container ended just before `next`.
    private void ended(byte[] bytes, int next) {
        while (!captures.isEmpty() && captures.getLast().depth == depth) {
            JsonCapture open = captures.removeLast();
            open.update(bytes, next);
            open.report(handler);
        }
        valueEnded();
    }

    private void valueEnded() {
        state = depth == 0 ? State.DONE : State.AFTER;
    }

    private int name(byte[] bytes, int i) {
        byte b = bytes[i];
        if (b == '"') {
            string.begin(JsonString.Use.KEPT, FieldSelector.NONE, FieldSelector.NONE);
            inName = true;
            state = State.STRING;
        } else if (b == '}' && state == State.FIRST_NAME) {
            close(bytes, i);
        } else if (!blank(b)) {
            state = State.FAILED;
        }
        return i + 1;
    }

    private int colon(byte[] bytes, int i) {
        if (bytes[i] == ':') {
            state = State.VALUE;
        } else if (!blank(bytes[i])) {
            state = State.FAILED;
        }
        return i + 1;
    }

    private int after(byte[] bytes, int i) {
        byte b = bytes[i];
        boolean isArray = arrays[depth - 1];
        if (b == ',') {
            if (isArray) {
                elementEnded();
                var place = frames[depth - 1];
                pending = place == null ? null : place.element();
                state = State.VALUE;
            } else {
                state = State.NAME;
            }
        } else if (b == (isArray ? ']' : '}')) {
            if (isArray) {
                elementEnded();
            }
            close(bytes, i);
        } else if (!blank(b)) {
            state = State.FAILED;
        }
        return i + 1;
    }

    private void elementEnded() {
        elements[depth - 1]++;
        var place = frames[depth - 1];
        if (place != null && place.array != FieldSelector.NONE) {
            handler.element(place.array);
        }
    }

    private int string(byte[] bytes, int from, int end) {
        int i = string.feed(bytes, from, end);
        if (string.failed) {
            state = State.FAILED;
        } else if (string.ended) {
            stringTo = before + i - fedFrom;
            stringEnded();
        }
        return i;
    }

    private void stringEnded() {
        if (inName) {
            var place = frames[depth - 1];
            boolean unknown = string.cut || place == null || string.keptLength == 0;
            pending = unknown ? null : place.member(string.kept, string.keptLength);
            if (pending == null && place != null) {
                strange(place, unknown);
            }
            state = State.COLON;
            return;
        }
        if (string.use == JsonString.Use.KEPT || string.use == JsonString.Use.BOTH) {
            handler.string(string.leaf, string.text());
        }
        if (string.use == JsonString.Use.PASSED_ON || string.use == JsonString.Use.BOTH) {
            handler.textEnded(string.textLeaf);
        }
        valueEnded();
    }

    private void strange(FieldSelector place, boolean unknown) {
        if (strict && !unknown) {
            var similar = place.similar(string.kept, string.keptLength);
            if (similar != null) {
                handler.similar(!similar.isFirm());
            }
        }
        if (place.others != FieldSelector.NONE) {
            handler.other(place.others, string.text());
        }
    }

    private static boolean literalByte(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '-'
                || b == '+'
                || b == '.';
    }

    private int literal(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && literalByte(bytes[i])) {
            i++;
        }
        string.keep(bytes, from, i - from);
        if (i < end) {
            literalEnded();
        }
        return i;
    }

    private void literalEnded() {
        int leaf = string.leaf;
        if (leaf != FieldSelector.NONE) {
            String value = string.text();
            switch (value) {
                case "true" -> handler.bool(leaf, true);
                case "false" -> handler.bool(leaf, false);
                case "null" -> handler.none(leaf);
                default -> {
                    if (string.cut) {
                        handler.string(leaf, value);
                    } else {
                        handler.number(leaf, value);
                    }
                }
            }
        }
        valueEnded();
    }

    private int skip(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            switch (bytes[i]) {
                case '"' -> {
                    state = State.SKIP_STRING;
                    skipEscape = false;
                    return i + 1;
                }
                case '{', '[' -> skipDepth++;
                case '/', '\'', '#', '\\' -> {
                    if (strict) {
                        state = State.FAILED;
                        return i;
                    }
                }
                case '}', ']' -> {
                    if (--skipDepth == 0) {
                        ended(bytes, i + 1);
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return end;
    }

    private int skipString(byte[] bytes, int from, int end) {
        int i = from;
        if (skipEscape) {
            skipEscape = false;
            i++;
        }
        while (i < end) {
            i = JsonString.plain(bytes, i, end);
            if (i == end) {
                return end;
            }
            if (bytes[i++] == '"') {
                state = State.SKIP;
                return i;
            }
            skipEscape = i == end;
            i++;
        }
        return end;
    }
}
