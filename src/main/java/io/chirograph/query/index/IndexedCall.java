package io.chirograph.query.index;

import java.util.List;
import java.util.UUID;

/// One call as the index holds it, as of some sizes.
/// @param time of its first event, in milliseconds
/// @param outcome `open` when no event ended it
/// @param events in the order of time
public record IndexedCall(UUID id, long time, String outcome, List<IndexedEvent> events) {
    /// The outcome of a call that no event has ended.
    public static final String OPEN = "open";
}
