package io.chirograph.event;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/// Makes UUIDs of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 12 bits that count within a
/// millisecond, then 62 random bits.
///
/// Safe for many threads. The ids of one instance increase strictly, also when the clock stands still or steps
/// back by less than ten seconds; a clock that steps back further is followed. Nobody can guess an id from
/// another: the random bits come from [SecureRandom], drawn a block at a time.
public final class UuidV7 {
    private static final int BLOCK = 4096;
    private static final long TOLERATED_STEP_BACK_MILLIS = 10_000;
    private static final int COUNTER_MASK = 0xfff;
    private static final int COUNTER_START_MASK = 0x3ff;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).position(BLOCK);
    private long lastMillis = Long.MIN_VALUE;
    private int counter;

    public UuidV7(Clock clock) {
        this.clock = clock;
    }

    /// The next id.
    public synchronized UUID next() {
        long now = clock.millis();
        long bits = random62();
        if (now > lastMillis || lastMillis - now > TOLERATED_STEP_BACK_MILLIS) {
            lastMillis = now;
            counter = (int) (bits & COUNTER_START_MASK);
            bits = random62();
        } else if (++counter > COUNTER_MASK) {
            lastMillis++;
            counter = 0;
        }
        return new UUID((lastMillis << 16) | 0x7000 | counter, 0x8000_0000_0000_0000L | bits);
    }

    private long random62() {
        if (!block.hasRemaining()) {
            random.nextBytes(block.array());
            block.clear();
        }
        long bits = block.getLong(block.position());
        block.putLong(0); // what was given out is not kept
        return bits >>> 2;
    }
}
