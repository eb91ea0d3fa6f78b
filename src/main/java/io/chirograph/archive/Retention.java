package io.chirograph.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long and how firmly an object is to be kept.
/// @param mode how the store is to hold it
/// @param until not deletable before this instant (second precision)
public record Retention(LockMode mode, Instant until) {
    /// Whether this lock (null: none) is as firm as this asks.
    public boolean isAsFirm(@Nullable ObjectLock lock) {
        LockMode found = lock == null ? LockMode.NONE : lock.mode();
        return found.compareTo(mode) <= 0;
    }
}
