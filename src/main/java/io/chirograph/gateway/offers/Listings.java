package io.chirograph.gateway.offers;

import io.chirograph.gateway.dialect.offers.OfferedList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists that come in pages, under way: which names stood on the pages so far.
/// In memory and bounded: of a listing that is forgotten nothing counts as removed. Safe for many threads.
final class Listings {
    private static final int MOST = 256;

    private record Key(String place, String cursor) {}

    private final SequencedMap<Key, Set<String>> open = new LinkedHashMap<>();

    /// The names so far, those of this page included; null where it is not known which pages came before.
    /// @param cursor that this page was asked for by; null of a first page
    synchronized @Nullable Set<String> with(String place, @Nullable String cursor, OfferedList page) {
        Set<String> names = new HashSet<>();
        if (cursor != null) {
            Set<String> before = open.get(new Key(place, cursor));
            if (before == null) {
                return null;
            }
            names.addAll(before);
        }
        names.addAll(page.items().keySet());
        String next = page.next();
        if (next != null && names.size() <= OfferedList.MOST) {
            open.putLast(new Key(place, next), names);
            if (open.size() > MOST) {
                open.pollFirstEntry();
            }
        }
        return names;
    }
}
