package io.chirograph.identity.callers;

import java.util.Objects;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// One configured gateway key: what it is allowed to say of its holder, and the hash that proves it.
/// @param id the part of the key that may be shown; up to 64 of `a-z`, `0-9` and `-`
/// @param hash `sha256:<salt in hex>:<SHA-256 of salt and key in hex>`, as `gateway-key create` prints it
/// @param application the application that holds the key
/// @param tenant whom the application works for
/// @param team who answers for it
/// @param grants what the holder may ask for
public record GatewayKeyEntry(
        String id,
        String hash,
        String application,
        String tenant,
        String team,
        @DefaultValue Grants grants) {
    public GatewayKeyEntry {
        require("id", id, GatewayKey.isId(Objects.requireNonNullElse(id, "")), "up to 64 of a-z, 0-9 and -");
        require(
                "hash (of key " + id + ")",
                hash,
                KeyHash.parse(Objects.requireNonNullElse(hash, "")).isPresent(),
                "sha256:<salt>:<hash> as gateway-key create prints it");
        for (var field : new String[][] {{"application", application}, {"tenant", tenant}, {"team", team}}) {
            String value = Objects.requireNonNullElse(field[1], "");
            require(
                    field[0] + " (of key " + id + ")",
                    value,
                    !value.isBlank() && value.length() <= 128 && value.chars().noneMatch(Character::isISOControl),
                    "1 to 128 characters");
        }
    }

    private static void require(String field, String value, boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.identity.gateway-keys[]." + field + " is " + shown(value) + "; it must be " + rule);
        }
    }

    /// A value that is no key itself, put into the wrong place.
    private static String shown(String value) {
        return value != null && (value.contains("cg_") || value.length() > 128)
                ? "a text of " + value.length() + " characters"
                : "'" + value + "'";
    }

    @Override
    public String toString() {
        return "GatewayKeyEntry[" + id + "]";
    }
}
