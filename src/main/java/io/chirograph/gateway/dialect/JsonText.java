package io.chirograph.gateway.dialect;

/// A JSON text; as a list stream, each element of its list is an event.
final class JsonText implements BodyReader.Form {
    private final Learning learning;
    private final JsonScanner scanner;
    private final boolean isList;
    private boolean isHeld;

    JsonText(Learning learning, boolean isList) {
        this.learning = learning;
        this.isList = isList;
        Shape shape = learning.shape();
        this.scanner = new JsonScanner(isList ? Shape.arrayOf(shape, Learning.EVENTS) : shape, learning);
    }

    /// What precedes the last event of a list is released, all of any other text.
    @Override
    public int feed(byte[] bytes, int offset, int length) {
        if (!isList) {
            scanner.feed(bytes, offset, length);
            return length;
        }
        int released = isHeld ? 0 : length;
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
            if (!isHeld && (learning.atEnd() || scanner.done())) {
                isHeld = true;
                released = scanner.done() ? from - offset : (int) Math.max(0, scanner.elementFrom() - start);
            }
            from = to;
        }
        return released;
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
