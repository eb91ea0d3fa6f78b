package io.chirograph.gateway.exchange;

import io.chirograph.gateway.http.Reservation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// The end of an answer that waits until the call is recorded. Bounded: of an end that is larger, the oldest
/// bytes are let go, for what matters is that the last ones stay.
final class HeldEnd {
    private static final int MOST = 1 << 20;
    private static final byte[] NOTHING = {};

    /// So much may always be held; the request has it.
    private static final int LEAST = 16 * 1024;

    private final Reservation memory;
    private byte[] bytes = NOTHING;
    private int length;

    /// @param memory grows by what is held; where it cannot, less is
    HeldEnd(Reservation memory) {
        this.memory = memory;
    }

    /// Adds bytes and answers those that no longer have room and may go now.
    byte[] hold(byte[] source, int offset, int count) {
        byte[] overflow = NOTHING;
        int most = most(length + count);
        if (length + count > most) {
            int letGo = Math.min(length, length + count - most);
            overflow = Arrays.copyOf(bytes, letGo);
            System.arraycopy(bytes, letGo, bytes, 0, length - letGo);
            length -= letGo;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(most, bytes.length * 2)));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return overflow;
    }

    /// How much can be held of so much that should be.
    private int most(int wanted) {
        int larger = Math.min(MOST, Math.max(wanted, bytes.length * 2));
        boolean fits = wanted <= bytes.length
                || larger <= LEAST
                || (bytes.length < larger && memory.grow(larger - bytes.length));
        return fits ? Math.max(larger, bytes.length) : Math.max(LEAST, bytes.length);
    }

    /// Keeps the newest bytes and answers the older ones, which may go now.
    byte[] keep(long newest) {
        int letGo = (int) Math.max(0, length - newest);
        byte[] older = letGo == 0 ? NOTHING : Arrays.copyOf(bytes, letGo);
        System.arraycopy(bytes, letGo, bytes, 0, length - letGo);
        length -= letGo;
        return older;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }
}
