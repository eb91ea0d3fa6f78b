package io.chirograph.identity.callers;

import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A stored key as the database writes it.
record StoredKeyJson(
        String id,
        String hash,
        String application,
        String tenant,
        String team,
        Instant created,
        @Nullable JsonNode grants,
        @Nullable Instant disabled,
        @Nullable Instant rotated,
        StoredKey.@Nullable Previous previous) {
    static String write(StoredKey key) {
        GatewayKeyEntry entry = key.entry();
        return StrictJson.text(new StoredKeyJson(
                entry.id(),
                entry.hash(),
                entry.application(),
                entry.tenant(),
                entry.team(),
                key.created(),
                entry.grants().equals(Grants.UNLIMITED) ? null : StrictJson.MAPPER.valueToTree(entry.grants()),
                key.disabled(),
                key.rotated(),
                key.previous()));
    }

    /// @throws RuntimeException the text is none that [#write] made
    static StoredKey read(String text) {
        StoredKeyJson json = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), StoredKeyJson.class);
        GatewayKeyEntry entry = new GatewayKeyEntry(
                json.id, json.hash, json.application, json.tenant, json.team, Grants.read(json.grants));
        Instant made = StrictJson.required("created", json.created);
        return new StoredKey(entry, made, json.disabled, json.rotated, json.previous);
    }
}
