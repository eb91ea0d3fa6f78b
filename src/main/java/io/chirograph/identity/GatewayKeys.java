package io.chirograph.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway keys in force. Safe for many threads; an answer costs one SHA-256 of a hundred bytes whether the id
/// is known or not, and one more while a rotated key's former secret still works.
public final class GatewayKeys {
    private static final KeyHash NOBODY =
            KeyHash.of(GatewayKey.generate("nobody").text());
    private final Map<String, HeldKey> configured;
    private volatile Map<String, HeldKey> all;

    /// @throws IllegalArgumentException two entries with one id
    public GatewayKeys(List<GatewayKeyEntry> entries) {
        Map<String, HeldKey> byId = HashMap.newHashMap(entries.size());
        for (GatewayKeyEntry entry : entries) {
            if (byId.put(entry.id(), HeldKey.of(entry)) != null) {
                throw new IllegalArgumentException(
                        "chirograph.identity.gateway-keys[].id is '" + entry.id() + "' more than once");
            }
        }
        configured = Map.copyOf(byId);
        all = configured;
    }

    /// Who holds this key, and whether it may be used from there at that time.
    KeyResult authenticate(String presented, Source from, Instant now) {
        String id = GatewayKey.claimedId(presented);
        if (id.isEmpty()) {
            return new KeyResult.Unknown(KeyResult.Reason.NOT_A_GATEWAY_KEY);
        }
        @Nullable HeldKey key = all.get(id);
        if (key == null) {
            NOBODY.matches(presented);
            return new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY);
        }
        return key.accepts(presented, now)
                ? key.result(from, now)
                : new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY);
    }
}
