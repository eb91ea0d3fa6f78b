package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.facts.RefusalSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Decides which refusals are recorded singly, minute by minute, and counts the others by network. Safe for
/// many threads; memory is bounded, and no refusal that was counted is forgotten: networks beyond the bound
/// count as `others`.
final class RefusalWindow {
    private static final int MAX_GROUPS = 1_000;
    private static final long WINDOW_SECONDS = 60;

    private final EventType type;
    private final int perSource;
    private final int perWindow;
    private final Map<String, Integer> sources = new HashMap<>();
    private final Map<String, RefusalTally> groups = new HashMap<>();
    private long window = Long.MIN_VALUE;
    private int singles;

    RefusalWindow(EventType type, int perSource, int perWindow) {
        this.type = type;
        this.perSource = perSource;
        this.perWindow = perWindow;
    }

    /// Whether a refusal of this source may be recorded singly now.
    synchronized boolean admit(String source, Instant now) {
        long current = Math.floorDiv(now.getEpochSecond(), WINDOW_SECONDS);
        if (current != window) {
            window = current;
            sources.clear();
            singles = 0;
        }
        if (singles >= perWindow) {
            return false;
        }
        int used = sources.getOrDefault(source, 0);
        if (used >= perSource) {
            return false;
        }
        sources.put(source, used + 1);
        singles++;
        return true;
    }

    /// Counts a refusal that is not recorded singly.
    synchronized void count(String source, String code, Instant now) {
        tally(SourceGroup.of(source), now).add(code, 1, now, now);
    }

    /// Counts what a summary stands for that could not be recorded.
    synchronized void add(RefusalSummary summary) {
        RefusalTally tally = tally(summary.source(), summary.from());
        summary.codes().forEach((code, refusals) -> tally.add(code, refusals, summary.from(), summary.to()));
    }

    private RefusalTally tally(String group, Instant first) {
        boolean room = groups.containsKey(group) || groups.size() < MAX_GROUPS;
        return groups.computeIfAbsent(room ? group : RefusalTally.OTHERS, name -> new RefusalTally(first));
    }

    /// What was counted, largest first, in at most `most` summaries; where there is more, the last one stands
    /// for all the rest.
    synchronized List<RefusalSummary> drain(int most) {
        List<Map.Entry<String, RefusalTally>> all = new ArrayList<>(groups.entrySet());
        groups.clear();
        all.sort(Comparator.comparingLong((Map.Entry<String, RefusalTally> group) ->
                        group.getValue().count())
                .reversed());
        if (all.size() > most) {
            List<Map.Entry<String, RefusalTally>> rest = all.subList(most - 1, all.size());
            RefusalTally others = rest.getFirst().getValue();
            rest.stream().skip(1).forEach(group -> others.add(group.getValue()));
            rest.clear();
            all.add(Map.entry(RefusalTally.OTHERS, others));
        }
        return all.stream()
                .map(group -> group.getValue().summary(type, group.getKey()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// How many refusals no event accounts for yet.
    synchronized long pending() {
        return groups.values().stream().mapToLong(RefusalTally::count).sum();
    }
}
