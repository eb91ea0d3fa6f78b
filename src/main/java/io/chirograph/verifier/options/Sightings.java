package io.chirograph.verifier.options;

import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import org.jspecify.annotations.Nullable;

/// Is told what the store says of each version of an object that an examination meets; of some twice. Called by
/// several threads.
@FunctionalInterface
public interface Sightings {
    /// Nobody: locks are asked for only where a lock is demanded.
    Sightings NONE = (version, lock) -> {};

    /// @param lock null where there is none
    void seen(ObjectVersion version, @Nullable ObjectLock lock);
}
