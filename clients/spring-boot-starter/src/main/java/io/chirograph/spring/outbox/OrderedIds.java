package io.chirograph.spring.outbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562), each greater than the one before, as text too. Thread-safe.
final class OrderedIds {
    private static final int COUNTER_BITS = 12;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /// Milliseconds and counter, as one number.
    private long last;

    OrderedIds(Clock clock) {
        this.clock = clock;
    }

    UUID next() {
        long place;
        synchronized (this) {
            last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
            place = last;
        }
        long high = (place >>> COUNTER_BITS << 16) | 0x7000 | (place & 0xfff);
        return new UUID(high, (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
    }
}
