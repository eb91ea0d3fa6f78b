package io.chirograph.gateway.http;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What of a query is recorded: raw values of names that are known to carry neither content nor secrets.
public final class RecordedQuery {
    /// The digest of no bytes at all.
    public static final Digest EMPTY_BODY = ReceivedBody.digest(Sha256.create(), 0);

    private static final Set<String> RECORDED = Set.of(
            "api-version", "alt", "beta", "limit", "after", "after_id", "before_id", "order", "purpose", "stream");
    private static final int MOST = 16;

    private RecordedQuery() {}

    public static SortedMap<String, String> of(@Nullable String rawQuery) {
        var recorded = new TreeMap<String, String>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&", MOST + 1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (RECORDED.contains(name)) {
                    recorded.put(name, equals < 0 ? "" : RecordedValue.cut(pair.substring(equals + 1)));
                }
            }
        }
        return recorded;
    }
}
