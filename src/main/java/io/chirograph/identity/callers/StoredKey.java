package io.chirograph.identity.callers;

import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One gateway key as the database keeps it. It holds no secret.
/// @param entry who holds it and what for, and the hash of the present secret
/// @param created when it was made
/// @param disabled when it was disabled, for good; null for a key in force
/// @param rotated when the present secret was made, where it is not the first
/// @param previous the secret before it while that still works; null without one
public record StoredKey(
        GatewayKeyEntry entry,
        Instant created,
        @Nullable Instant disabled,
        @Nullable Instant rotated,
        @Nullable Previous previous) {
    /// A secret that another has followed.
    /// @param until from when on it is refused
    public record Previous(String hash, Instant until) {}

    /// A key with the text that its holder needs. The text exists here and nowhere else.
    public record Made(StoredKey key, String text) {
        @Override
        public String toString() {
            return "Made[" + key.id() + "]";
        }
    }

    /// A new key with a new secret.
    /// @throws IllegalArgumentException naming the field
    public static Made make(String id, String application, String tenant, String team, Grants grants, Instant now) {
        GatewayKey key = GatewayKey.generate(id);
        String hash = KeyHash.of(key.text()).toString();
        GatewayKeyEntry entry = new GatewayKeyEntry(id, hash, application, tenant, team, grants);
        return new Made(new StoredKey(entry, now, null, null, null), key.text());
    }

    public String id() {
        return entry.id();
    }

    /// The same key with a new secret.
    /// @param overlap how long the present secret goes on working; zero for not at all
    public Made rotate(Duration overlap, Instant now) {
        GatewayKey key = GatewayKey.generate(id());
        GatewayKeyEntry next = new GatewayKeyEntry(
                id(),
                KeyHash.of(key.text()).toString(),
                entry.application(),
                entry.tenant(),
                entry.team(),
                entry.grants());
        Previous before = overlap.isZero() ? null : new Previous(entry.hash(), now.plus(overlap));
        return new Made(new StoredKey(next, created, disabled, now, before), key.text());
    }

    /// The same key, refused from now on.
    public StoredKey disable(Instant now) {
        return new StoredKey(entry, created, now, rotated, null);
    }

    /// Whether the secret before the present one still works.
    public boolean overlaps(Instant now) {
        return previous != null && now.isBefore(previous.until());
    }

    /// What may be shown of the present secret: enough to tell it from another.
    public String fingerprint() {
        return fingerprint(entry.hash());
    }

    /// What may be shown of a secret, made from its salted hash.
    public static String fingerprint(String hash) {
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(hash), 0, 16);
    }

    /// A stored key as the database writes it.
    private record Stored(
            String id,
            String hash,
            String application,
            String tenant,
            String team,
            Instant created,
            @Nullable JsonNode grants,
            @Nullable Instant disabled,
            @Nullable Instant rotated,
            @Nullable Previous previous) {}

    String json() {
        return StrictJson.text(new Stored(
                entry.id(),
                entry.hash(),
                entry.application(),
                entry.tenant(),
                entry.team(),
                created,
                entry.grants().equals(Grants.UNLIMITED) ? null : StrictJson.MAPPER.valueToTree(entry.grants()),
                disabled,
                rotated,
                previous));
    }

    /// @throws RuntimeException the text is none that [#json] made
    static StoredKey read(String text) {
        Stored json = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Stored.class);
        GatewayKeyEntry entry = new GatewayKeyEntry(
                json.id, json.hash, json.application, json.tenant, json.team, Grants.read(json.grants));
        Instant made = StrictJson.required("created", json.created);
        return new StoredKey(entry, made, json.disabled, json.rotated, json.previous);
    }

    LoadedKey held() {
        List<LoadedKey.Secret> secrets = new ArrayList<>();
        secrets.add(new LoadedKey.Secret(KeyHash.parse(entry.hash()).orElseThrow(), null));
        if (previous != null) {
            secrets.add(new LoadedKey.Secret(KeyHash.parse(previous.hash()).orElseThrow(), previous.until()));
        }
        return LoadedKey.of(entry, secrets, disabled != null);
    }
}
