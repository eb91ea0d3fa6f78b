package io.chirograph.query.lookup;

import io.chirograph.verifier.search.CallFilter;
import org.jspecify.annotations.Nullable;

/// A checked query for a list.
/// @param filter which calls are meant
/// @param text of the full text; null without
/// @param oldestFirst the order; the newest comes first otherwise
/// @param after where the page before ended; null for the first page
/// @param digest of all parameters but `limit` and `cursor`
public record ListQuery(
        CallFilter filter,
        @Nullable String text,
        boolean oldestFirst,
        int limit,
        @Nullable PageMark after,
        String digest) {
    /// How the order is said in SQL.
    String direction() {
        return oldestFirst ? " ASC" : " DESC";
    }
}
