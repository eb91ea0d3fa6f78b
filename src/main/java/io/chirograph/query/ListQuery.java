package io.chirograph.query;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A checked query for a list.
///
/// @param from not before, in milliseconds; null without
/// @param to before, in milliseconds; null without
/// @param outcome of the call; null without
/// @param type of the event; null without
/// @param terms what the call must be found by, value by term name
/// @param after where the page before ended; null for the first page
/// @param digest of all parameters but `limit` and `cursor`
record ListQuery(
        @Nullable Long from,
        @Nullable Long to,
        @Nullable String outcome,
        @Nullable String type,
        SequencedMap<String, String> terms,
        int limit,
        @Nullable PageMark after,
        String digest) {}
