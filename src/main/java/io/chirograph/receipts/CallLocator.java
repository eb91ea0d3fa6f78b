package io.chirograph.receipts;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds where the events of a call stand in a log; the index of a process that has one. Thread-safe.
@FunctionalInterface
public interface CallLocator {
    /// Where a call begins and ends.
    /// @param completed null while it has not ended
    record Place(long started, @Nullable Long completed) {}

    /// The place of a call of whoever, as far as the log is indexed.
    /// @throws io.chirograph.web.ApiException it cannot be told now
    Optional<Place> find(String logId, UUID callId);
}
