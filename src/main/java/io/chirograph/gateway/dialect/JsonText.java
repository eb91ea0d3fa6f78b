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

    /// Reads JSON texts one behind another, each of which is an event; blanks between them are none's.
    static final class Lines implements BodyFormat {
        private final ResponseExtractor learning;
        private final JsonScanner scanner;
        private long fed;
        private long begun;
        private long heldFrom = -1;
        private long released;
        private boolean isOpen;
        private boolean isEnd;
        private boolean isFailed;

        Lines(ResponseExtractor learning) {
            this.learning = learning;
            this.scanner = new JsonScanner(learning.shape, learning);
        }

        /// The text that says it is the last is held, and what follows it.
        @Override
        public long feed(byte[] bytes, int offset, int length) {
            int end = offset + length;
            int from = offset;
            while (from < end && !isFailed) {
                if (!isOpen) {
                    if (bytes[from] > ' ' || bytes[from] < 0) {
                        scanner.reset();
                        begun = fed + from - offset;
                        isOpen = true;
                    } else {
                        from++;
                    }
                    continue;
                }
                int to = from;
                while (to < end && bytes[to] != '}') {
                    to++;
                }
                to = Math.min(end, to + 1);
                scanner.feed(bytes, from, to - from);
                isFailed = scanner.failed();
                if (heldFrom < 0 && learning.atEnd()) {
                    heldFrom = Math.max(begun, released);
                }
                if (scanner.done()) {
                    isEnd |= learning.atEnd();
                    isOpen = false;
                    learning.eventEnded();
                }
                from = to;
            }
            fed += length;
            released = heldFrom < 0 ? fed : heldFrom;
            return fed - released;
        }

        @Override
        public boolean ended() {
            return isEnd && !isFailed;
        }

        @Override
        public boolean isStream() {
            return true;
        }

        @Override
        public End close() {
            if (isFailed) {
                return End.UNKNOWN;
            }
            if (isOpen) {
                learning.cut();
                return learning.endExpected() ? End.BROKEN : End.UNKNOWN;
            }
            return learning.streamEnd(isEnd);
        }
    }
}
