package io.chirograph.policy;

import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A class of data, as the policy declares it.
///
/// @param name the word in headers, keys and events
/// @param requires what a provider must be to get such data: by attribute, the values that will do. The classes
///     below demand theirs too
/// @param payload the most that is kept of content; null where the classes below decide
/// @param retention the retention class of the record; null where the classes below decide
record DataClass(
        String name,
        SortedMap<String, SortedSet<String>> requires,
        @Nullable PayloadLevel payload,
        @Nullable String retention) {}
