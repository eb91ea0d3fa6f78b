package io.chirograph.gateway.dialect;

import java.util.Arrays;

/// Text of an event whose type is not known yet, kept up to a bound.
final class Undecided {
    private final int limit;
    private byte[] bytes = {};
    private int length;
    private boolean overflown;

    Undecided(int limit) {
        this.limit = limit;
    }

    void append(byte[] more, int offset, int count) {
        if (overflown || count > limit - length) {
            overflown = true;
            return;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(256, (length + count) * 2)));
        }
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    boolean overflown() {
        return overflown;
    }

    void appendTo(Learning learning) {
        learning.appendText(bytes, 0, length);
    }

    void clear() {
        length = 0;
        overflown = false;
    }
}
