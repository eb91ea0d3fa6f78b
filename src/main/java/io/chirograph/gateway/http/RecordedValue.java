package io.chirograph.gateway.http;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How much of a caller's values an event keeps.
public final class RecordedValue {
    private static final int LIMIT = 256;
    /// Names in queries that are known to carry neither content nor secrets.
    private static final Set<String> QUERY = Set.of(
            "api-version", "alt", "beta", "limit", "after", "after_id", "before_id", "order", "purpose", "stream");
    private static final int MOST = 16;

    private RecordedValue() {}

    /// What an event keeps and one character more, by which its encoder sees that there was more.
    public static String cut(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() <= LIMIT ? value : value.substring(0, value.offsetByCodePoints(LIMIT, 1));
    }

    /// The raw values of a raw query that are kept.
    public static SortedMap<String, String> query(@Nullable String rawQuery) {
        var recorded = new TreeMap<String, String>();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", MOST + 1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (QUERY.contains(name)) {
                recorded.put(name, equals < 0 ? "" : cut(pair.substring(equals + 1)));
            }
        }
        return recorded;
    }
}
