package io.chirograph.accesslog.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a store's log.
/// @param accesses what it tells of: of a deletion of many objects each; empty of one that is about
///     nothing of ours
/// @param bad why it could not be understood; null where it was
/// @param next where the record behind it begins
public record LogRecord(
        List<StoreAccess> accesses, @Nullable String bad, long next) {
    public LogRecord {
        accesses = List.copyOf(accesses);
    }
}
