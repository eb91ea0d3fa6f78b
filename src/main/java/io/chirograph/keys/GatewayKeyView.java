package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// What may be shown of a gateway key: everything but its secret and the secret's hash.
/// @param key the whole key, in the one response that it was made for; null in every other
public record GatewayKeyView(
        String id,
        String source,
        String state,
        String application,
        String tenant,
        String team,
        String fingerprint,
        Grants grants,
        @Nullable Instant created,
        @Nullable Instant rotated,
        @Nullable String previousFingerprint,
        @Nullable Instant previousUntil,
        @Nullable Instant disabled,
        @Nullable String key) {
    private static final TypeReference<TreeMap<String, Object>> FACTS = new TypeReference<>() {};

    /// A key of the database, for an operator.
    static GatewayKeyView of(StoredKey key, @Nullable String text, Instant now) {
        return of(key.entry(), key, text, now);
    }

    /// All keys, for an operator: those of the configuration first.
    public static List<GatewayKeyView> all(List<GatewayKeyEntry> configured, List<StoredKey> stored, Instant now) {
        return Stream.concat(
                        configured.stream().map(entry -> of(entry, null, null, now)),
                        stored.stream().map(key -> of(key, null, now)))
                .toList();
    }

    private static GatewayKeyView of(
            GatewayKeyEntry entry, @Nullable StoredKey stored, @Nullable String text, Instant now) {
        boolean isDisabled = stored != null && stored.disabled() != null;
        StoredKey.Previous previous = stored != null && stored.overlaps(now) ? stored.previous() : null;
        return new GatewayKeyView(
                entry.id(),
                stored == null ? "configuration" : "database",
                isDisabled ? "disabled" : isExpired(entry, now) ? "expired" : "active",
                entry.application(),
                entry.tenant(),
                entry.team(),
                StoredKey.fingerprint(entry.hash()),
                entry.grants(),
                stored == null ? null : stored.created(),
                stored == null ? null : stored.rotated(),
                previous == null ? null : StoredKey.fingerprint(previous.hash()),
                previous == null ? null : previous.until(),
                stored == null ? null : stored.disabled(),
                text);
    }

    private static boolean isExpired(GatewayKeyEntry entry, Instant now) {
        Instant end = entry.grants().expires();
        return end != null && !now.isBefore(end);
    }

    /// A key as an event says it.
    static SortedMap<String, Object> facts(StoredKey key) {
        GatewayKeyEntry entry = key.entry();
        SortedMap<String, Object> facts = StrictJson.MAPPER.convertValue(entry.grants(), FACTS);
        facts.put("state", key.disabled() == null ? "active" : "disabled");
        facts.put("application", entry.application());
        facts.put("tenant", entry.tenant());
        facts.put("team", entry.team());
        facts.put("fingerprint", key.fingerprint());
        return facts;
    }
}
