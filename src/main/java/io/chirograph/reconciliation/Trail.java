package io.chirograph.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the trail says that a provider's models took, by day. Filled by one thread, then read.
///
/// A call counts for the day in which it began and ended. Where these are two, or lie within the boundary
/// of midnight, nobody here knows which day the provider counts it for: then each of these days has it at
/// most, and none has it at least.
final class Trail {
    /// A call that spans more days counts for the first of them alone.
    private static final int MOST_DAYS = 8;

    private final Duration boundary;
    private final Map<Key, Cell> cells = new HashMap<>();
    private final Map<Key, Long> unknown = new HashMap<>();
    private final SortedSet<LocalDate> batches = new TreeSet<>();
    private final SortedMap<String, Log> logs = new TreeMap<>();

    /// @param family null for calls whose model nobody knows
    /// @param isBatch whether it is about lines of batches
    record Key(LocalDate day, Whose whose, @Nullable String family, boolean isBatch) {}

    /// What some calls have in common.
    /// @param model null for one that nobody knows
    /// @param isBatch whether they are lines of batches
    record Kind(Whose whose, @Nullable String model, boolean isBatch) {
        private Key on(LocalDate day) {
            return new Key(day, whose, model == null ? null : ModelFamily.of(model), isBatch);
        }
    }

    /// What calls of one day took, and how many there are of which that is not known.
    record Cell(Amount amount, long unknownCalls) {
        static final Cell NONE = new Cell(Amount.NONE, 0);
    }

    /// A log that was read.
    /// @param begins when its first event was recorded, where that was read; null where it had begun before
    /// @param ends when the last event that was read was recorded
    /// @param isStopped whether that event says that the log was stopped
    record Log(long size, @Nullable Instant begins, Instant ends, boolean isStopped) {}

    /// @param boundary how far the provider's clock, and the moment at which it counts, may be from ours
    Trail(Duration boundary) {
        this.boundary = boundary;
    }

    void log(String id, Log log) {
        logs.put(id, log);
    }

    SortedMap<String, Log> logs() {
        return logs;
    }

    /// A batch was handed in whose lines are in no call.
    void batch(Instant at) {
        batches.add(day(at));
    }

    /// Whether such a batch was handed in on a day or in the two days before it.
    boolean hasBatch(LocalDate day) {
        return !batches.subSet(day.minusDays(2), day.plusDays(1)).isEmpty();
    }

    /// A call that took just this.
    void call(Instant from, Instant to, Kind kind, Amount amount) {
        List<LocalDate> days = days(from, to);
        for (LocalDate day : days) {
            Amount counted = days.size() == 1 ? amount : atMost(amount);
            cells.merge(
                    kind.on(day),
                    new Cell(counted, 0),
                    (a, b) -> new Cell(a.amount.plus(b.amount), a.unknownCalls + b.unknownCalls));
        }
    }

    /// A call, or an attempt of one, that may have taken anything.
    void unknownCall(Instant from, Instant to, Kind kind) {
        Amount one = new Amount(Span.ZERO, Span.ZERO, Span.upTo(1));
        for (LocalDate day : days(from, to)) {
            Key key = kind.on(day);
            unknown.merge(key, 1L, Long::sum);
            if (key.family != null) {
                cells.merge(
                        key,
                        new Cell(one, 1),
                        (a, b) -> new Cell(a.amount.plus(b.amount), a.unknownCalls + b.unknownCalls));
            }
        }
    }

    private static Amount atMost(Amount amount) {
        return new Amount(atMost(amount.input()), atMost(amount.output()), atMost(amount.requests()));
    }

    private static @Nullable Span atMost(@Nullable Span span) {
        return span == null ? null : Span.upTo(span.high());
    }

    private List<LocalDate> days(Instant from, Instant to) {
        LocalDate last = day(to.isBefore(from) ? from.plus(boundary) : to.plus(boundary));
        List<LocalDate> days = new ArrayList<>();
        for (LocalDate day = day(from.minus(boundary));
                !day.isAfter(last) && days.size() < MOST_DAYS;
                day = day.plusDays(1)) {
            days.add(day);
        }
        return days;
    }

    static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /// What the calls of a model took on a day.
    Cell of(LocalDate day, Whose whose, String family, boolean isBatch) {
        return cells.getOrDefault(new Key(day, whose, family, isBatch), Cell.NONE);
    }

    /// How many calls of a day may have taken anything of any model: those whose model is not known, and
    /// those of models that a report does not name, for a name may be an alias.
    /// @param named the models that the report names on that day
    long unknownOfAny(LocalDate day, Whose whose, boolean isBatch, Set<String> named) {
        return unknown.entrySet().stream()
                .filter(entry ->
                        entry.getKey().day().equals(day) && entry.getKey().whose() == whose)
                .filter(entry -> entry.getKey().isBatch() == isBatch)
                .filter(entry -> entry.getKey().family() == null
                        || !named.contains(entry.getKey().family()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// Everything that has a model, by day and model.
    SortedMap<String, Key> keys() {
        SortedMap<String, Key> keys = new TreeMap<>();
        cells.keySet()
                .forEach(key -> keys.put(key.day() + " " + key.family() + " " + key.whose() + key.isBatch(), key));
        return keys;
    }

    /// Why the trail does not reach a day's end; null where it does.
    /// @param first the first day that is asked about: a log that was silent before it is over, and says
    ///     nothing of it
    @Nullable
    String gap(LocalDate day, LocalDate first) {
        Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant asked = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (Map.Entry<String, Log> log : logs.entrySet()) {
            boolean isOver = log.getValue().isStopped() || log.getValue().ends().isBefore(asked);
            if (!isOver && log.getValue().ends().isBefore(to)) {
                return "log " + log.getKey() + " ends at " + log.getValue().ends();
            }
        }
        return null;
    }

    /// Whether the first of the logs began after a day did: what was used before that is in none.
    boolean beginsAfter(LocalDate day) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return logs.values().stream()
                .allMatch(log -> log.begins() != null && log.begins().isAfter(from));
    }
}
