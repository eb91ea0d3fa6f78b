package io.chirograph.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// The end of an answer that waits until the call is recorded. Bounded: of an end that is larger, the oldest
/// bytes are let go, for what matters is that the last ones stay.
final class HeldEnd {
    private static final int MOST = 1 << 20;
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int length;

    boolean begun() {
        return length > 0;
    }

    /// Adds bytes and answers those that no longer have room and may go now.
    byte[] hold(byte[] source, int offset, int count) {
        byte[] overflow = NOTHING;
        if (length + count > MOST) {
            int letGo = Math.min(length, length + count - MOST);
            overflow = Arrays.copyOf(bytes, letGo);
            System.arraycopy(bytes, letGo, bytes, 0, length - letGo);
            length -= letGo;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return overflow;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }
}
