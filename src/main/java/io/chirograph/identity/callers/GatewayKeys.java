package io.chirograph.identity.callers;

import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway keys in force. Safe for many threads; known and unknown ids cost one SHA-256 alike.
public final class GatewayKeys {
    private static final KeyHash NOBODY =
            KeyHash.of(GatewayKey.generate("nobody").text());
    private final List<GatewayKeyEntry> entries;
    private final Map<String, LoadedKey> configured;
    private volatile Map<String, LoadedKey> all;

    /// @throws IllegalArgumentException two entries with one id
    public GatewayKeys(List<GatewayKeyEntry> entries) {
        Map<String, LoadedKey> byId = HashMap.newHashMap(entries.size());
        for (GatewayKeyEntry entry : entries) {
            if (byId.put(entry.id(), LoadedKey.of(entry)) != null) {
                throw new IllegalArgumentException(
                        "chirograph.identity.gateway-keys[].id is '" + entry.id() + "' more than once");
            }
        }
        this.entries = List.copyOf(entries);
        configured = Map.copyOf(byId);
        all = configured;
    }

    /// Puts the keys of the database into force in the place of those that were; at once, for every call from now on.
    /// @param pending changes that are announced and not settled: a key that one of them disables is refused
    /// @throws IllegalArgumentException a key has the id of a configured one
    public void stored(List<StoredKey> keys, List<StoredKey> pending) {
        Map<String, LoadedKey> merged = new HashMap<>(configured);
        for (StoredKey key : keys) {
            if (merged.put(key.id(), key.held()) != null) {
                throw new IllegalArgumentException("chirograph.identity.gateway-keys[].id is '" + key.id()
                        + "', and identity.db in the data directory has a key of that id");
            }
        }
        for (StoredKey key : pending) {
            if (key.disabled() != null) {
                merged.put(key.id(), key.held());
            }
        }
        all = Map.copyOf(merged);
    }

    /// Whether no key, in force or not, is another tenant's.
    boolean areOf(String tenant) {
        return all.values().stream()
                .allMatch(key -> tenant.equals(key.actor().verified().get("tenant")));
    }

    /// What the holder of the key of this id gets, without a secret.
    KeyResult holder(String id, ClientAddress from, Instant now) {
        @Nullable LoadedKey key = all.get(id);
        return key == null ? new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY) : key.result(from, now);
    }

    /// The keys that the configuration names.
    public List<GatewayKeyEntry> configured() {
        return entries;
    }

    /// Who holds this key, and whether it may be used from there at that time.
    KeyResult authenticate(String presented, ClientAddress from, Instant now) {
        String id = GatewayKey.claimedId(presented);
        if (id.isEmpty()) {
            return new KeyResult.Unknown(KeyResult.Reason.NOT_A_GATEWAY_KEY);
        }
        @Nullable LoadedKey key = all.get(id);
        if (key == null) {
            NOBODY.matches(presented);
            return new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY);
        }
        return key.accepts(presented, now)
                ? key.result(from, now)
                : new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY);
    }
}
