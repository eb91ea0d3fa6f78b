package io.chirograph.keys;

import io.chirograph.identity.GatewayKeyEntry;
import io.chirograph.identity.Grants;
import io.chirograph.identity.GrantsJson;
import io.chirograph.identity.StoredKey;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What may be shown of a gateway key: everything but its secret and the secret's hash.
final class GatewayKeyView {
    private GatewayKeyView() {}

    /// A key of the database, for an operator.
    static ObjectNode json(StoredKey key, Instant now) {
        ObjectNode json = json(key.entry(), "database", state(key, now));
        time(json, "created", key.created());
        time(json, "rotated", key.rotated());
        if (key.overlaps(now) && key.previous() != null) {
            json.put("previousFingerprint", StoredKey.fingerprint(key.previous().hash()));
            time(json, "previousUntil", key.previous().until());
        }
        time(json, "disabled", key.disabled());
        return json;
    }

    /// A key of the configuration, for an operator.
    static ObjectNode json(GatewayKeyEntry entry, Instant now) {
        return json(entry, "configuration", expired(entry.grants(), now) ? "expired" : "active");
    }

    /// A key as an event says it.
    static SortedMap<String, Object> facts(StoredKey key) {
        SortedMap<String, Object> facts = new TreeMap<>();
        GatewayKeyEntry entry = key.entry();
        Grants grants = entry.grants();
        facts.put("state", key.disabled() == null ? "active" : "disabled");
        facts.put("application", entry.application());
        facts.put("tenant", entry.tenant());
        facts.put("team", entry.team());
        facts.put("fingerprint", key.fingerprint());
        list(facts, "providers", grants.providers());
        list(facts, "models", grants.models());
        list(facts, "operationClasses", grants.operationClasses());
        list(facts, "dataClasses", grants.dataClasses());
        list(facts, "addresses", grants.addresses());
        if (grants.dataClass() != null) {
            facts.put("dataClass", grants.dataClass());
        }
        if (grants.expires() != null) {
            facts.put("expires", grants.expires().toString());
        }
        return facts;
    }

    private static ObjectNode json(GatewayKeyEntry entry, String source, String state) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("id", entry.id())
                .put("source", source)
                .put("state", state)
                .put("application", entry.application())
                .put("tenant", entry.tenant())
                .put("team", entry.team())
                .put("fingerprint", StoredKey.fingerprint(entry.hash()));
        json.set("grants", GrantsJson.write(entry.grants()));
        return json;
    }

    private static String state(StoredKey key, Instant now) {
        if (key.disabled() != null) {
            return "disabled";
        }
        return expired(key.entry().grants(), now) ? "expired" : "active";
    }

    private static boolean expired(Grants grants, Instant now) {
        Instant end = grants.expires();
        return end != null && !now.isBefore(end);
    }

    private static void time(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }

    private static void list(SortedMap<String, Object> facts, String name, List<String> values) {
        if (!values.isEmpty()) {
            facts.put(name, values);
        }
    }
}
