package io.chirograph.verifier.options;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an object's lock must be at least. Safe for many threads.
@FunctionalInterface
public interface LockRule {
    /// The least mode and date of an object.
    /// @param stored when the object came into the store, by the store's clock
    Retention least(String key, Instant stored);

    /// The same for every object.
    /// @param mode null for any
    /// @param period from when the object was stored; null for none
    /// @return null where neither is given
    static @Nullable LockRule of(@Nullable LockMode mode, @Nullable Duration period) {
        if (mode == null && period == null) {
            return null;
        }
        LockMode least = Objects.requireNonNullElse(mode, LockMode.GOVERNANCE);
        Duration length = Objects.requireNonNullElse(period, Duration.ZERO);
        return (key, stored) -> new Retention(least, stored.plus(length));
    }
}
