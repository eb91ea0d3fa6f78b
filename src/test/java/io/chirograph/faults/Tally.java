package io.chirograph.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What happened in a campaign, counted.
final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();

    void add(String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(count -> "%-44s %9d%n".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining());
    }
}
