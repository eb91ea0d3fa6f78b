package io.chirograph.query.grants;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which calls a grant covers; all that is given must hold.
/// @param tenant the calls of this tenant, as a credential proved it
/// @param callIds these calls; empty for any
/// @param from calls that began at this moment or later
/// @param to calls that began before this moment
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record GrantScope(
        @Nullable String tenant,
        List<UUID> callIds,
        @Nullable Instant from,
        @Nullable Instant to) {
    static final int MOST_CALLS = 100;
    private static final int MOST_TENANT = 256;
    private static final int SHOWN = 16;

    GrantScope {
        callIds = List.copyOf(callIds);
        check(
                tenant != null || !callIds.isEmpty() || from != null || to != null,
                "scope is empty; name a tenant, callIds, from or to");
        check(callIds.size() <= MOST_CALLS, "scope.callIds has " + callIds.size() + " calls; at most " + MOST_CALLS);
        check(
                from == null || to == null || from.isBefore(to),
                "scope.from is " + from + " and scope.to " + to + "; a time before the other is expected");
        if (tenant != null) {
            GrantRequest.text("scope.tenant", tenant, MOST_TENANT);
        }
    }

    /// @param ofTenant the tenant of the call; null where no credential proved one
    /// @param time when the call began
    boolean covers(UUID call, @Nullable String ofTenant, Instant time) {
        return (tenant == null || tenant.equals(ofTenant))
                && (callIds.isEmpty() || callIds.contains(call))
                && (from == null || !time.isBefore(from))
                && (to == null || time.isBefore(to));
    }

    /// As an event says it.
    SortedMap<String, Object> facts() {
        SortedMap<String, Object> facts = new TreeMap<>();
        if (tenant != null) {
            facts.put("tenant", tenant);
        }
        if (!callIds.isEmpty()) {
            facts.put("calls", (long) callIds.size());
            facts.put(
                    "callIds", callIds.stream().limit(SHOWN).map(UUID::toString).toList());
        }
        if (from != null) {
            facts.put("from", from.toString());
        }
        if (to != null) {
            facts.put("to", to.toString());
        }
        return facts;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
