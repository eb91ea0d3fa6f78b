package io.chirograph.monitor;

import io.chirograph.archive.ObjectLock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Is shown what the store says of every object that a walk of an archive meets. Walks of one archive never
/// overlap, and an observer is called by one thread at a time; what it throws ends the walk.
public interface ObjectObserver {
    /// A walk of `archive` begins.
    void begins(String archive, Instant when);

    /// One version of an object, as the store described it during the walk. A few are shown twice.
    void observed(Observation observation);

    /// The walk is over.
    /// @param complete every object was met; if not, nothing follows from what was not shown
    void ends(String archive, boolean complete);

    /// One version of one object.
    /// @param archive the archive's name in the configuration; `main` for `chirograph.archive`
    /// @param key relative to the archive's prefix
    /// @param version as the store names it; null where it keeps none
    /// @param size in bytes
    /// @param lock null where there is none
    record Observation(
            String archive,
            String key,
            @Nullable String version,
            long size,
            @Nullable ObjectLock lock) {}
}
