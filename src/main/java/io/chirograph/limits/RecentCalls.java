package io.chirograph.limits;

import io.chirograph.event.facts.CallStarted.Held;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What this process itself recorded of calls that the ledger has not read yet.
///
/// It saves the ledger reading both events of each call, and says the same as they do. Thread-safe. Of more
/// than [#MOST] calls at once nothing is kept: the ledger reads those in the journal.
final class RecentCalls {
    static final int MOST = 50_000;

    private final Map<UUID, Recent> calls = new ConcurrentHashMap<>();

    /// @param took null while the call is open
    record Recent(Held held, @Nullable Amounts took) {}

    /// That it started is durable.
    void begun(UUID call, Held held) {
        if (calls.size() < MOST) {
            calls.put(call, new Recent(held, null));
        }
    }

    /// Its end is about to be recorded.
    void ends(UUID call, Amounts took) {
        calls.computeIfPresent(call, (id, recent) -> new Recent(recent.held, took));
    }

    @Nullable
    Recent get(UUID call) {
        return calls.get(call);
    }

    void forget(UUID call) {
        calls.remove(call);
    }

    int size() {
        return calls.size();
    }
}
