package io.chirograph.gateway.batches;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Cuts a text into lines that end in LF, in pieces of any size; blank ones are left out. One thread.
final class LineSplit {
    private static final byte[] NOTHING = new byte[0];
    private static final int BOM = 0xEF;

    /// Takes a line without its end.
    @FunctionalInterface
    interface Sink {
        /// @param line null for one that is longer than [LineText#LONGEST]
        void line(byte @Nullable [] line);
    }

    private final Sink sink;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private boolean isTooLong;
    private boolean isFirst = true;

    LineSplit(Sink sink) {
        this.sink = sink;
    }

    void feed(byte[] bytes, int offset, int length) {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                take(bytes, from, i - from);
                end();
                from = i + 1;
            }
        }
        take(bytes, from, offset + length - from);
    }

    private void take(byte[] bytes, int from, int count) {
        if (isTooLong || open.size() + count > LineText.LONGEST) {
            isTooLong = true;
            open.reset();
        } else {
            open.write(bytes, from, count);
        }
    }

    /// What is open is a line too.
    void end() {
        byte[] line = isTooLong ? null : trimmed(open.toByteArray());
        isTooLong = false;
        open.reset();
        if (line == null || line.length > 0) {
            sink.line(line);
        }
        isFirst = false;
    }

    private byte[] trimmed(byte[] line) {
        int from = isFirst && line.length > 2 && (line[0] & 0xFF) == BOM ? 3 : 0;
        int to = line.length;
        while (to > from && line[to - 1] <= ' ' && line[to - 1] > 0) {
            to--;
        }
        while (from < to && line[from] <= ' ' && line[from] > 0) {
            from++;
        }
        if (from == to) {
            return NOTHING;
        }
        return from == 0 && to == line.length ? line : java.util.Arrays.copyOfRange(line, from, to);
    }
}
