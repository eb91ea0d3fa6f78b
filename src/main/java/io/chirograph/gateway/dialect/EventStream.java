package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads server-sent events as they come; finds where the end begins.
/// Lines end in LF, CRLF or CR; comments and fields other than `event` and `data` are passed over; data of
/// any size is scanned, never kept. Once the end has begun nothing more is released, unless it only seemed to
/// be the end; what comes behind it is read all the same, for usage may stand there.
final class EventStream implements BodyFormat {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final int MAX_NAME = 64;

    private enum At {
        LINE_START,
        FIELD,
        AFTER_COLON,
        DATA,
        NAME,
        PASSED_OVER
    }

    private final ResponseExtractor learning;
    private final JsonScanner scanner;

    private At at = At.LINE_START;
    private boolean start = true;
    private boolean afterReturn;
    private boolean pairs;

    private final byte[] field = new byte[5];
    private int fieldLength;
    private final byte[] name = new byte[MAX_NAME];
    private int nameLength;
    private int doneMatched;

    private boolean inEvent;
    private long eventFrom;
    private boolean hasData;
    private long fed;
    private int feedOffset;
    private boolean endBegun;
    private long heldFrom = -1;
    private boolean named;
    private boolean done;

    private boolean endBlank;
    private boolean ended;
    private boolean events;

    EventStream(ResponseExtractor learning) {
        this.learning = learning;
        this.scanner = new JsonScanner(learning.shape, learning);
    }

    @Override
    public long feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        feedOffset = offset;
        if (heldFrom < 0) {
            eventFrom = fed;
        }
        while (i < end) {
            i = step(bytes, i, end);
        }
        fed += length;
        return heldFrom < 0 ? 0 : fed - heldFrom;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean isStream() {
        return events;
    }

    /// An end that is only short of its blank line counts.
    @Override
    public End close() {
        boolean isSeen = endBlank || done || ((named || learning.atEnd()) && scanner.done());
        if (inEvent && !(hasData && (scanner.done() || scanner.failed()))) {
            learning.cut();
        }
        if (!endBlank || hasData) {
            learning.eventEnded();
        }
        return learning.streamEnd(isSeen);
    }

    private int step(byte[] bytes, int i, int end) {
        byte b = bytes[i];
        if (afterReturn) {
            afterReturn = false;
            ended |= endBlank;
            if (b == '\n') {
                pairs = true;
                return i + 1;
            }
        }
        return switch (at) {
            case LINE_START -> lineStart(b, i);
            case FIELD -> field(b, i);
            case AFTER_COLON -> {
                at = dispatchField();
                yield b == ' ' ? i + 1 : i;
            }
            case DATA -> data(bytes, i, end);
            case NAME -> name(b, i);
            case PASSED_OVER -> {
                int to = lineEnd(bytes, i, end);
                yield to == end ? end : lineEnded(bytes[to], to);
            }
        };
    }

    private int lineStart(byte b, int i) {
        if (start) {
            if (b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF) {
                return i + 1;
            }
            start = false;
        }
        if (b == '\n' || b == '\r') {
            eventEnded();
            // Where lines end in pairs the second half still belongs to the event.
            ended |= endBlank && (b == '\n' || !pairs);
            return returned(b, i);
        }
        if (b == ':') {
            at = At.PASSED_OVER;
            return i + 1;
        }
        if (!inEvent) {
            inEvent = true;
            eventFrom = fed + i - feedOffset;
        }
        fieldLength = 0;
        at = At.FIELD;
        return i;
    }

    private int field(byte b, int i) {
        if (b == ':') {
            at = At.AFTER_COLON;
            return i + 1;
        }
        if (b == '\n' || b == '\r') {
            // A field without a colon has an empty value.
            at = dispatchField();
            return i;
        }
        if (fieldLength < field.length) {
            field[fieldLength] = b;
        }
        if (fieldLength <= field.length) {
            fieldLength++;
        }
        return i + 1;
    }

    private At dispatchField() {
        if (isField(DATA)) {
            if (hasData) {
                scanner.feed(LINE_FEED, 0, 1);
            }
            hasData = true;
            doneMatched = learning.endsWithDone() ? 0 : -1;
            return At.DATA;
        }
        if (isField(EVENT)) {
            nameLength = 0;
            return At.NAME;
        }
        return At.PASSED_OVER;
    }

    private boolean isField(byte[] known) {
        return fieldLength == known.length && Arrays.equals(field, 0, fieldLength, known, 0, fieldLength);
    }

    private int data(byte[] bytes, int from, int end) {
        int to = lineEnd(bytes, from, end);
        if (doneMatched >= 0) {
            matchDone(bytes, from, to);
        }
        scanner.feed(bytes, from, to - from);
        if (learning.atEnd()) {
            beginEnd();
        }
        if (!endBegun) {
            holdWhatSeemsLast();
        }
        return to == end ? end : lineEnded(bytes[to], to);
    }

    /// Clients take any data that begins so for the end, and some look at lines alone.
    private void matchDone(byte[] bytes, int from, int to) {
        for (int i = from; i < to && doneMatched >= 0; i++) {
            if (bytes[i] == DONE[doneMatched]) {
                doneMatched++;
                if (doneMatched == DONE.length) {
                    done = true;
                    beginEnd();
                    doneMatched = -1;
                }
            } else if (doneMatched > 0 || (bytes[i] != ' ' && bytes[i] != '\t')) {
                doneMatched = -1;
            }
        }
    }

    private int name(byte b, int i) {
        if (b != '\n' && b != '\r') {
            if (nameLength < MAX_NAME) {
                name[nameLength] = b;
            }
            nameLength = Math.min(nameLength + 1, MAX_NAME + 1);
            return i + 1;
        }
        if (nameLength > 0 && nameLength <= MAX_NAME) {
            String event = new String(name, 0, nameLength, StandardCharsets.UTF_8);
            learning.named(event);
            named = learning.endsWith(event);
            if (named) {
                beginEnd();
            }
        }
        return lineEnded(b, i);
    }

    private void beginEnd() {
        endBegun = true;
        if (heldFrom < 0) {
            heldFrom = eventFrom;
        }
    }

    private void holdWhatSeemsLast() {
        if (heldFrom < eventFrom && learning.hasContent()) {
            heldFrom = -1;
        }
        if (heldFrom < 0 && learning.seemsLast()) {
            heldFrom = eventFrom;
        }
    }

    private static int lineEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private int lineEnded(byte b, int i) {
        at = At.LINE_START;
        return returned(b, i);
    }

    private int returned(byte b, int i) {
        afterReturn = b == '\r';
        return i + 1;
    }

    private void eventEnded() {
        if (hasData) {
            events = true;
            endBlank |= done || named || learning.atEnd();
        }
        learning.eventEnded();
        scanner.reset();
        inEvent = false;
        hasData = false;
        named = false;
        nameLength = 0;
    }
}
