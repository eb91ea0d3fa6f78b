package io.chirograph.verifier.options;

import io.chirograph.archive.Retention;
import java.time.Instant;

/// What an object's lock must be at least. Safe for many threads.
@FunctionalInterface
public interface LockRule {
    /// The least mode and date of an object.
    /// @param stored when the object came into the store, by the store's clock
    Retention least(String key, Instant stored);
}
