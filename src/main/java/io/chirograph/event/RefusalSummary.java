package io.chirograph.event;

import java.time.Instant;
import java.util.SortedMap;

/// The facts of an `ai.call.refused` event that stands for many refusals of callers that nobody authenticated.
///
/// @param source the address, or the group of addresses, that the connections came from
/// @param codes how many refusals there were by the code that the callers got
/// @param from when the first of them happened
/// @param to when the last of them happened
public record RefusalSummary(String source, SortedMap<String, Long> codes, Instant from, Instant to) {
    /// How many refusals it stands for.
    public long count() {
        return codes.values().stream().mapToLong(Long::longValue).sum();
    }
}
