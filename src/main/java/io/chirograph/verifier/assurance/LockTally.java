package io.chirograph.verifier.assurance;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts the locks that a verification read back. Safe for many threads.
public final class LockTally {
    private final Instant now;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong held = new AtomicLong();

    /// @param now a lock that ended before holds nothing
    public LockTally(Instant now) {
        this.now = now;
    }

    /// The lock of one object version, as the store reports it.
    /// @param lock null where there is none
    public void seen(@Nullable ObjectLock lock) {
        read.incrementAndGet();
        if (lock != null
                && lock.mode() == LockMode.COMPLIANCE
                && lock.retainUntil() != null
                && lock.retainUntil().isAfter(now)) {
            held.incrementAndGet();
        }
    }

    long read() {
        return read.get();
    }

    long held() {
        return held.get();
    }
}
