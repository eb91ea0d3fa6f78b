package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// What may be shown of a gateway key: everything but its secret and the secret's hash.
///
/// @param key the whole key, in the one response that it was made for; null in every other
record GatewayKeyView(
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
        StoredKey.Previous previous = key.overlaps(now) ? key.previous() : null;
        GatewayKeyEntry entry = key.entry();
        return new GatewayKeyView(
                entry.id(),
                "database",
                key.disabled() == null ? state(entry, now) : "disabled",
                entry.application(),
                entry.tenant(),
                entry.team(),
                key.fingerprint(),
                entry.grants(),
                key.created(),
                key.rotated(),
                previous == null ? null : StoredKey.fingerprint(previous.hash()),
                previous == null ? null : previous.until(),
                key.disabled(),
                text);
    }

    /// A key of the configuration, for an operator.
    static GatewayKeyView of(GatewayKeyEntry entry, Instant now) {
        return new GatewayKeyView(
                entry.id(),
                "configuration",
                state(entry, now),
                entry.application(),
                entry.tenant(),
                entry.team(),
                StoredKey.fingerprint(entry.hash()),
                entry.grants(),
                null,
                null,
                null,
                null,
                null,
                null);
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

    private static String state(GatewayKeyEntry entry, Instant now) {
        Instant end = entry.grants().expires();
        return end == null || now.isBefore(end) ? "active" : "expired";
    }
}
