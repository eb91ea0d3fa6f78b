package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.facts.RefusalSummary;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts the refusals of one network by code. One thread at a time.
final class RefusalTally {
    static final String OTHERS = "others";
    private static final int MAX_CODES = 16;

    private final Map<String, Long> codes = new HashMap<>();
    private Instant from;
    private Instant to;
    private long count;

    RefusalTally(Instant first) {
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

    void add(RefusalTally other) {
        other.codes.forEach((code, refusals) -> add(code, refusals, other.from, other.to));
    }

    long count() {
        return count;
    }

    RefusalSummary summary(EventType type, String source) {
        return new RefusalSummary(type, source, new TreeMap<>(codes), from, to);
    }
}
