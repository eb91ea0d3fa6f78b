package io.chirograph.gateway.dialect;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a request body says of itself.
///
/// @param model the model asked for
/// @param stream whether a stream is asked for
/// @param parameters as in [io.chirograph.event.CallStarted#parameters()]
public record RequestFacts(@Nullable String model, boolean stream, SortedMap<String, Object> parameters) {
    /// Nothing is known.
    public static final RequestFacts UNKNOWN =
            new RequestFacts(null, false, Collections.unmodifiableSortedMap(new TreeMap<>()));
}
