package io.chirograph.verifier.options;

import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import org.jspecify.annotations.Nullable;

/// Told of the lock of each object version that an examination meets.
/// Called by several threads; of some versions twice.
@FunctionalInterface
public interface Sightings {
    Sightings NONE = (version, lock) -> {};

    /// @param lock null where there is none
    void seen(ObjectVersion version, @Nullable ObjectLock lock);
}
