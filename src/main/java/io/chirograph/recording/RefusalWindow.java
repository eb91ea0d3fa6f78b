package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.facts.RefusalFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Decides which refusals are recorded singly, minute by minute, and counts the others by network. Safe for many
/// threads. Memory is bounded: networks beyond the bound count as `others`.
final class RefusalWindow {
    private static final String OTHERS = "others";
    private static final int MAX_GROUPS = 1_000;
    private static final long WINDOW_SECONDS = 60;

    private final EventType type;
    private final int perSource;
    private final int perWindow;
    private final Map<String, Integer> sources = new HashMap<>();
    private final Map<String, Tally> groups = new HashMap<>();
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
    synchronized void add(RefusalFact.Summary summary) {
        Tally tally = tally(summary.source(), summary.from());
        summary.codes().forEach((code, refusals) -> tally.add(code, refusals, summary.from(), summary.to()));
    }

    private Tally tally(String group, Instant first) {
        boolean room = groups.containsKey(group) || groups.size() < MAX_GROUPS;
        return groups.computeIfAbsent(room ? group : OTHERS, name -> new Tally(first));
    }

    /// What was counted, largest first, in at most `most` summaries; where there is more, the last one stands
    /// for all the rest.
    synchronized List<RefusalFact.Summary> drain(int most) {
        List<Map.Entry<String, Tally>> all = new ArrayList<>(groups.entrySet());
        groups.clear();
        all.sort(Comparator.comparingLong(
                        (Map.Entry<String, Tally> group) -> group.getValue().count())
                .reversed());
        if (all.size() > most) {
            List<Map.Entry<String, Tally>> rest = all.subList(most - 1, all.size());
            Tally others = rest.getFirst().getValue();
            rest.stream().skip(1).forEach(group -> others.add(group.getValue()));
            rest.clear();
            all.add(Map.entry(OTHERS, others));
        }
        return all.stream()
                .map(group -> group.getValue().summary(type, group.getKey()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// How many refusals no event accounts for yet.
    synchronized long pending() {
        return groups.values().stream().mapToLong(Tally::count).sum();
    }

    /// Counts the refusals of one network by code.
    private static final class Tally {
        private static final int MAX_CODES = 16;

        private final Map<String, Long> codes = new HashMap<>();
        private Instant from;
        private Instant to;
        private long count;

        Tally(Instant first) {
            from = first;
            to = first;
        }

        void add(String code, long refusals, Instant first, Instant last) {
            String name = codes.containsKey(code) || codes.size() < MAX_CODES ? code : OTHERS;
            codes.merge(name, refusals, Long::sum);
            count += refusals;
            from = first.isBefore(from) ? first : from;
            to = last.isAfter(to) ? last : to;
        }

        void add(Tally other) {
            other.codes.forEach((code, refusals) -> add(code, refusals, other.from, other.to));
        }

        long count() {
            return count;
        }

        RefusalFact.Summary summary(EventType type, String source) {
            return new RefusalFact.Summary(type, source, new TreeMap<>(codes), from, to);
        }
    }
}
