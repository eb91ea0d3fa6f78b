package io.chirograph.gateway.tenancy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/// A Bloom filter of ids, which compare without case.
/// What it does not hold was never added. About one text in a thousand is wrongly taken for an id, as long as
/// no more are added than it is made for. Its hashes are computed from those of a text's beginnings, so that
/// any part of a text costs the same. Safe for many threads.
final class IdFilter {
    private static final int BITS_OF_EACH = 16;
    private static final int PROBES = 6;
    private static final int LEAST = 4096;

    /// Odd, and another one in each process, so that nobody can make texts that collide.
    static final long BASE = new SplittableRandom().nextLong() | 1;

    private final AtomicLongArray words;
    private final long capacity;
    private long added;

    /// @param expected how many will be added at most, about
    IdFilter(long expected) {
        capacity = Math.max(LEAST, expected);
        words = new AtomicLongArray(Math.toIntExact(capacity * BITS_OF_EACH / Long.SIZE));
    }

    /// Whether it holds as many as it is made for. Under the caller's lock, as is [#add].
    boolean isFull() {
        return added >= capacity;
    }

    void add(String id) {
        long hash = 0;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = next(hash, b);
        }
        added++;
        long bits = mixed(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(bits, i);
            words.getAndUpdate(bit >>> 6, word -> word | (1L << bit));
        }
    }

    /// Whether a text of this hash may have been added.
    boolean mayHold(long hash) {
        long bits = mixed(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(bits, i);
            if ((words.get(bit >>> 6) & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    /// The hash of a text of one byte more.
    static long next(long hash, byte b) {
        return hash * BASE + (b >= 'A' && b <= 'Z' ? b + 32 : b) + 129;
    }

    private int bit(long mixed, int probe) {
        int high = (int) (mixed >>> 32);
        int low = (int) mixed | 1;
        return Integer.remainderUnsigned(high + probe * low, words.length() << 6);
    }

    private static long mixed(long hash) {
        long z = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
