package io.chirograph.identity.operators;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What of the trail an auditor may see. All that is given must hold.
/// @param tenants calls of these tenants only, and nothing that belongs to no call; null for all
/// @param logs events of these logs only; null for all
public record AuditScope(
        @Nullable SortedSet<String> tenants, @Nullable SortedSet<String> logs) {
    /// Everything.
    public static final AuditScope ALL = new AuditScope(null, null);

    /// The same as plain facts, for events; empty without limits.
    public SortedMap<String, Object> facts() {
        SortedMap<String, Object> facts = new TreeMap<>();
        if (tenants != null) {
            facts.put("tenants", List.copyOf(tenants));
        }
        if (logs != null) {
            facts.put("logs", List.copyOf(logs));
        }
        return facts;
    }

    /// Whether events of a log may be seen.
    public boolean seesLog(String log) {
        return logs == null || logs.contains(log);
    }

    /// Whether only calls of some tenants may be seen.
    public boolean isOfTenants() {
        return tenants != null;
    }
}
