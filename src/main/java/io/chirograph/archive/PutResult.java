package io.chirograph.archive;

import org.jspecify.annotations.Nullable;

/// How a put ended when it did not throw. In both cases the key now holds exactly the given bytes.
public sealed interface PutResult {
    /// The lock read back after the put; null where the store has no locks or the lock did not take.
    @Nullable
    ObjectLock lock();

    record Stored(@Nullable ObjectLock lock) implements PutResult {}

    record AlreadyThere(@Nullable ObjectLock lock) implements PutResult {}
}
