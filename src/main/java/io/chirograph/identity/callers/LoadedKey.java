package io.chirograph.identity.callers;

import io.chirograph.event.value.Actor;
import io.chirograph.web.clientaddress.AddressRange;
import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One gateway key in memory, ready to be asked for.
/// @param secrets the present one first; during an overlap the one before it follows
/// @param ranges where calls may come from; none for anywhere
record LoadedKey(
        String id, Actor actor, List<Secret> secrets, boolean disabled, Grants grants, List<AddressRange> ranges) {
    /// The hash of a secret.
    /// @param until from when on it is refused; null for never
    record Secret(KeyHash hash, @Nullable Instant until) {
        boolean accepts(String presented, Instant now) {
            boolean matches = hash.matches(presented);
            return matches && (until == null || now.isBefore(until));
        }
    }

    static LoadedKey of(GatewayKeyEntry entry) {
        return of(entry, List.of(new Secret(KeyHash.parse(entry.hash()).orElseThrow(), null)), false);
    }

    static LoadedKey of(GatewayKeyEntry entry, List<Secret> secrets, boolean disabled) {
        TreeMap<String, String> verified = new TreeMap<>(Map.of(
                "application", entry.application(),
                "tenant", entry.tenant(),
                "team", entry.team(),
                "keyId", entry.id()));
        Actor actor = new Actor(Collections.unmodifiableSortedMap(verified), Collections.emptySortedMap());
        Grants grants = entry.grants();
        return new LoadedKey(
                entry.id(),
                actor,
                List.copyOf(secrets),
                disabled,
                grants,
                grants.addresses().stream().map(AddressRange::parse).toList());
    }

    /// Whether one of the secrets is meant; each is compared, whatever the others say.
    boolean accepts(String presented, Instant now) {
        boolean accepted = false;
        for (Secret secret : secrets) {
            accepted |= secret.accepts(presented, now);
        }
        return accepted;
    }

    /// What its holder gets.
    KeyResult result(ClientAddress from, Instant now) {
        if (disabled) {
            return new KeyResult.Barred(id, actor, KeyResult.Bar.DISABLED);
        }
        KeyResult.@Nullable Bar bar = bar(grants, ranges, from, now);
        return bar == null ? new KeyResult.Known(id, actor, grants) : new KeyResult.Barred(id, actor, bar);
    }

    /// What of the grants keeps a credential from being used now and from there; null for nothing.
    static KeyResult.@Nullable Bar bar(Grants grants, List<AddressRange> ranges, ClientAddress from, Instant now) {
        Instant expires = grants.expires();
        if (expires != null && !now.isBefore(expires)) {
            return KeyResult.Bar.EXPIRED;
        }
        var address = from.address();
        boolean inRange =
                ranges.isEmpty() || (address != null && ranges.stream().anyMatch(range -> range.contains(address)));
        return inRange ? null : KeyResult.Bar.ADDRESS;
    }
}
