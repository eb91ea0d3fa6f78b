package io.chirograph.gateway.batches;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Cuts a text into lines that end in LF, in pieces of any size; blank ones are left out. One thread.
final class LineSplit implements ResultForm {
    private static final byte[] NOTHING = new byte[0];
    private static final int BOM = 0xEF;

    /// Takes a line without its end.
    @FunctionalInterface
    interface Sink {
        /// @param line null for one that is longer than [LineText#LONGEST]
        void line(byte @Nullable [] line);
    }

    private static final int STEP = 256 << 10;

    /// What a line takes of memory while it is read, in lengths of its own.
    private static final long COPIES = 3;

    private final Sink sink;
    private final LongPredicate memory;
    private long granted;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private boolean isTooLong;
    private boolean isFirst = true;

    /// @param memory takes so many bytes more, or answers false: then the line counts as one that is too long
    LineSplit(LongPredicate memory, Sink sink) {
        this.memory = memory;
        this.sink = sink;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
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
        if (isTooLong || !fits((long) open.size() + count)) {
            isTooLong = true;
            open.reset();
        } else {
            open.write(bytes, from, count);
        }
    }

    private boolean fits(long size) {
        while (size > granted && size <= LineText.LONGEST && memory.test(COPIES * STEP)) {
            granted += STEP;
        }
        return size <= granted;
    }

    /// What is open is a line too.
    @Override
    public void end() {
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
        return from == 0 && to == line.length ? line : Arrays.copyOfRange(line, from, to);
    }
}
