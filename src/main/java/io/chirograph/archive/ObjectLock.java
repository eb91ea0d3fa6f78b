package io.chirograph.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A lock as the store reports it.
/// @param version the store's version id; null where it has no versions
/// @param retainUntil null when no date is set
public record ObjectLock(
        String key,
        @Nullable String version,
        LockMode mode,
        @Nullable Instant retainUntil,
        boolean legalHold) {}
