package io.chirograph.spring.calls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The model calls that this thread makes between opening and closing, at most the last 64. Scopes nest: a
/// call is in all that are open. Other threads' calls are in none: pass their ids on by hand.
///
///     try (CallScope calls = CallScope.open()) {
///         ...
///         template.record(AuditEvent.decisionRecorded(id, "approved").calls(calls.ids()).build());
///     }
public final class CallScope implements AutoCloseable {
    private static final int MOST = 64;
    private static final int LONGEST_RECEIPT = 4096;
    private static final ThreadLocal<@Nullable CallScope> CURRENT = new ThreadLocal<>();

    private final @Nullable CallScope outer;
    private final Map<String, String> receipts = new LinkedHashMap<>();

    private CallScope(@Nullable CallScope outer) {
        this.outer = outer;
    }

    public static CallScope open() {
        CallScope scope = new CallScope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /// The innermost that is open in this thread; null where none is.
    public static @Nullable CallScope current() {
        return CURRENT.get();
    }

    /// The calls' ids, in the order of the responses.
    public synchronized List<String> ids() {
        return List.copyOf(receipts.keySet());
    }

    /// The receipt that came with this call; null where none did.
    public synchronized @Nullable String receipt(String id) {
        String receipt = receipts.get(id);
        return receipt == null || receipt.isEmpty() ? null : receipt;
    }

    /// Adds a call here and in the scopes around. What has not the form of an id is passed over.
    public void add(@Nullable String id, @Nullable String receipt) {
        if (id == null || !isUuid(id)) {
            return;
        }
        for (CallScope scope = this; scope != null; scope = scope.outer) {
            scope.put(id, receipt == null || receipt.length() > LONGEST_RECEIPT ? "" : receipt);
        }
    }

    private synchronized void put(String id, String receipt) {
        receipts.put(id, receipt);
        if (receipts.size() > MOST) {
            receipts.remove(receipts.keySet().iterator().next());
        }
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    private static boolean isUuid(String id) {
        try {
            return id.length() == 36 && UUID.fromString(id).toString().equalsIgnoreCase(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
