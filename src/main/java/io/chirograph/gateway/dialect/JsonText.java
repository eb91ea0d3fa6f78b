package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonScanner;

/// Reads a JSON text; of a list stream each element is an event.
final class JsonText implements BodyFormat {
    private final ResponseExtractor learning;
    private final JsonScanner scanner;
    private final boolean isList;
    private long heldFrom = -1;
    private long released;

    JsonText(ResponseExtractor learning, boolean isList) {
        this.learning = learning;
        this.isList = isList;
        FieldSelector shape = learning.shape;
        this.scanner =
                new JsonScanner(isList ? FieldSelector.arrayOf(shape, ResponseExtractor.EVENTS) : shape, learning);
    }

    /// The last event of a list is held, nothing of any other text.
    @Override
    public long feed(byte[] bytes, int offset, int length) {
        if (!isList) {
            scanner.feed(bytes, offset, length);
            return 0;
        }
        long start = scanner.fed();
        int end = offset + length;
        int from = offset;
        while (from < end) {
            int to = from;
            while (to < end && bytes[to] != '}' && bytes[to] != ']') {
                to++;
            }
            to = Math.min(end, to + 1);
            scanner.feed(bytes, from, to - from);
            if (heldFrom < scanner.elementFrom() && learning.hasContent()) {
                heldFrom = -1;
            }
            if (heldFrom < 0 && scanner.done()) {
                heldFrom = start + from - offset;
            } else if (heldFrom < 0 && learning.seemsLast()) {
                heldFrom = Math.max(scanner.elementFrom(), released);
            }
            from = to;
        }
        released = heldFrom < 0 ? scanner.fed() : heldFrom;
        return scanner.fed() - released;
    }

    @Override
    public boolean ended() {
        return isList && scanner.done() && learning.streamEnd(true) == End.WHOLE;
    }

    @Override
    public boolean isStream() {
        return isList;
    }

    @Override
    public End close() {
        if (!isList) {
            learning.eventEnded();
        }
        if (scanner.failed()) {
            return End.UNKNOWN;
        }
        if (!scanner.done()) {
            return End.BROKEN;
        }
        return isList ? learning.streamEnd(true) : End.WHOLE;
    }
}
