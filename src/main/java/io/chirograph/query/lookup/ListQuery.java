package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.verifier.search.CallFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A checked query for a list.
/// @param filter which calls are meant
/// @param text of the full text; null without
/// @param namedBy what names the calls that are meant: an event's id or leaf hash, or a decision's id; null without
/// @param sizes what the list is as of; null for what is indexed
/// @param oldestFirst the order; the newest comes first otherwise
/// @param after where the page before ended; null for the first page
/// @param digest of all parameters but `limit` and `cursor`
public record ListQuery(
        CallFilter filter,
        @Nullable String text,
        @Nullable String namedBy,
        @Nullable Map<String, Long> sizes,
        boolean oldestFirst,
        int limit,
        @Nullable PageMark after,
        String digest) {
    /// A query of a filter alone, of which every call is wanted, newest first.
    static ListQuery of(CallFilter filter, int limit, @Nullable PageMark after) {
        return new ListQuery(filter, null, null, null, false, limit, after, "");
    }

    /// Another page of the same list.
    /// @param most how many items it holds
    public ListQuery page(int most, @Nullable PageMark behind) {
        return new ListQuery(filter, text, namedBy, sizes, oldestFirst, most, behind, digest);
    }

    /// What is indexed now, or what the list began with.
    AsOf asOf(AsOf now) {
        if (after != null) {
            return now.at(after.sizes());
        }
        return sizes == null ? now : now.at(sizes);
    }

    /// How the order is said in SQL.
    String direction() {
        return oldestFirst ? " ASC" : " DESC";
    }
}
