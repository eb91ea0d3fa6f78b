package io.chirograph.gateway.exchange;

import io.chirograph.gateway.http.Reservation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// The end of a response, held until the call is recorded.
/// Bounded: the oldest bytes of a larger end are released.
final class HeldEnd {
    private static final int MOST = 1 << 20;
    private static final byte[] NOTHING = {};

    /// Always available: the request's own memory covers it.
    private static final int LEAST = 16 * 1024;

    private final Reservation memory;
    private byte[] bytes = NOTHING;
    private int length;

    /// @param memory grows with what is held; where it cannot grow, less is held
    HeldEnd(Reservation memory) {
        this.memory = memory;
    }

    /// Adds bytes; answers the older ones that no longer fit and may be released.
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

    /// How much of `wanted` can be held.
    private int most(int wanted) {
        int larger = Math.min(MOST, Math.max(wanted, bytes.length * 2));
        boolean fits = wanted <= bytes.length
                || larger <= LEAST
                || (bytes.length < larger && memory.grow(larger - bytes.length));
        return fits ? Math.max(larger, bytes.length) : Math.max(LEAST, bytes.length);
    }

    /// Keeps the newest bytes; answers the older ones, which may be released.
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
