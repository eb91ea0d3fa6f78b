package io.chirograph.identity;

import io.chirograph.event.Actor;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The gateway keys in force. Immutable and safe for many threads; an answer costs one SHA-256 of a hundred bytes
/// whether the id is known or not.
public final class GatewayKeys {
    private static final KeyHash NOBODY =
            KeyHash.of(GatewayKey.generate("nobody").text());
    private final Map<String, Holder> holders;

    /// @throws IllegalArgumentException two entries with one id
    public GatewayKeys(List<GatewayKeyEntry> entries) {
        Map<String, Holder> byId = HashMap.newHashMap(entries.size());
        for (GatewayKeyEntry entry : entries) {
            if (byId.put(entry.id(), Holder.of(entry)) != null) {
                throw new IllegalArgumentException(
                        "chirograph.identity.gateway-keys[].id is '" + entry.id() + "' more than once");
            }
        }
        holders = Map.copyOf(byId);
    }

    /// Who holds this key.
    public KeyResult authenticate(String presented) {
        String id = GatewayKey.claimedId(presented);
        if (id.isEmpty()) {
            return new KeyResult.Unknown(KeyResult.Reason.NOT_A_GATEWAY_KEY);
        }
        @Nullable Holder holder = holders.get(id);
        boolean matches = (holder == null ? NOBODY : holder.hash).matches(presented);
        return holder != null && matches ? holder.known : new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY);
    }

    private record Holder(KeyHash hash, KeyResult.Known known) {
        static Holder of(GatewayKeyEntry entry) {
            TreeMap<String, String> verified = new TreeMap<>(Map.of(
                    "application", entry.application(),
                    "tenant", entry.tenant(),
                    "team", entry.team(),
                    "keyId", entry.id()));
            Actor actor = new Actor(Collections.unmodifiableSortedMap(verified), Collections.emptySortedMap());
            return new Holder(KeyHash.parse(entry.hash()).orElseThrow(), new KeyResult.Known(entry.id(), actor));
        }
    }
}
