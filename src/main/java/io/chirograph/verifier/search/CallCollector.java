package io.chirograph.verifier.search;

import io.chirograph.event.EventView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts calls together from events that come log by log.
///
/// A call is judged when it has ended, and then only its id is kept. Should an event of it follow all the same,
/// the call is named by [#late()] and is to be collected once more. Not safe for several threads.
final class CallCollector {
    private final CallFilter filter;
    private final @Nullable Set<UUID> only;
    private final Examined.@Nullable Counter counter;
    private final Map<UUID, FoundCall> open = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    private final Map<UUID, CallRow> rows = new HashMap<>();
    private final Set<UUID> late = new HashSet<>();
    private final Map<UUID, Count> first = new HashMap<>();
    private final boolean whole;

    /// What a call counts as.
    private record Count(long time, String outcome) {}

    private CallCollector(
            CallFilter filter, @Nullable Set<UUID> only, Examined.@Nullable Counter counter, boolean whole) {
        this.filter = filter;
        this.only = only;
        this.counter = counter;
        this.whole = whole;
    }

    /// Collects and counts.
    /// @param ids the calls that are meant; null for those that the filter means
    static CallCollector first(CallFilter filter, @Nullable List<UUID> ids, Examined.Counter counter) {
        return new CallCollector(filter, ids == null ? null : Set.copyOf(ids), counter, false);
    }

    /// Collects these calls to their last event.
    static CallCollector again(CallFilter filter, Set<UUID> calls) {
        return new CallCollector(filter, Set.copyOf(calls), null, true);
    }

    void event(String log, long position, EventView event) {
        if (counter != null) {
            counter.event(log, position, event);
        }
        CallEvent facts = CallEvent.of(event);
        UUID id = facts.call();
        if (id == null || (whole && only != null && !only.contains(id))) {
            return;
        }
        if (ended.contains(id) && !whole) {
            late.add(id);
            return;
        }
        FoundCall call = open.computeIfAbsent(id, FoundCall::new);
        call.add(log, position, event, facts);
        if (facts.outcome() == null || !ended.add(id)) {
            return;
        }
        if (whole) {
            first.put(id, new Count(call.time(), call.outcome()));
        } else {
            open.remove(id);
            judge(call);
        }
    }

    /// Counts the calls that were collected again as what they are, and no longer as what they seemed to be when
    /// they had ended. To be called before the end.
    void recount(Examined.Counter counted) {
        first.forEach((id, before) -> {
            FoundCall call = open.get(id);
            if (call != null) {
                count(counted, before, -1);
                count(counted, new Count(call.time(), call.outcome()), 1);
            }
        });
    }

    private void count(Examined.Counter counted, Count call, int by) {
        if (filter.inPeriod(call.time())) {
            counted.calls(call.outcome(), by);
        }
    }

    void end() {
        open.values().forEach(this::judge);
        open.clear();
    }

    /// The calls that an event followed when they had ended.
    Set<UUID> late() {
        return late;
    }

    /// Takes what was found when the late calls were collected again.
    void replace(CallCollector again) {
        late.forEach(rows::remove);
        rows.putAll(again.rows);
    }

    Population found() {
        return Population.of(rows.values());
    }

    private void judge(FoundCall call) {
        if (counter != null) {
            count(counter, new Count(call.time(), call.outcome()), 1);
        }
        if (filter.matches(call) && (only == null || only.contains(call.id()))) {
            rows.put(call.id(), call.row());
        }
    }
}
