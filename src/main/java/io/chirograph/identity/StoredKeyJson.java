package io.chirograph.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A stored key as the database writes it.
final class StoredKeyJson {
    private StoredKeyJson() {}

    static String write(StoredKey key) {
        GatewayKeyEntry entry = key.entry();
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("id", entry.id())
                .put("hash", entry.hash())
                .put("application", entry.application())
                .put("tenant", entry.tenant())
                .put("team", entry.team())
                .put("created", key.created().toString());
        ObjectNode grants = GrantsJson.write(entry.grants());
        if (!grants.isEmpty()) {
            json.set("grants", grants);
        }
        time(json, "disabled", key.disabled());
        time(json, "rotated", key.rotated());
        if (key.previous() != null) {
            json.putObject("previous")
                    .put("hash", key.previous().hash())
                    .put("until", key.previous().until().toString());
        }
        return json.toString();
    }

    /// @throws RuntimeException the text is none that [#write] made
    static StoredKey read(String text) {
        JsonNode json = JsonMapper.shared().readTree(text);
        GatewayKeyEntry entry = new GatewayKeyEntry(
                json.path("id").asString(),
                json.path("hash").asString(),
                json.path("application").asString(),
                json.path("tenant").asString(),
                json.path("team").asString(),
                GrantsJson.read(json.get("grants")));
        JsonNode previous = json.get("previous");
        return new StoredKey(
                entry,
                Instant.parse(json.path("created").asString()),
                time(json.get("disabled")),
                time(json.get("rotated")),
                previous == null
                        ? null
                        : new StoredKey.Previous(
                                previous.path("hash").asString(),
                                Instant.parse(previous.path("until").asString())));
    }

    private static void time(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }

    private static @Nullable Instant time(@Nullable JsonNode value) {
        return value == null ? null : Instant.parse(value.asString());
    }
}
