package io.chirograph.limits;

import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.event.facts.CallStarted.Held;
import io.chirograph.policy.model.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What every subject has used and holds now, in memory. Thread-safe: a call gets all that it needs of all
/// limits at once, or nothing.
///
/// Bounded: each limit tells so many subjects apart. While that many are in their windows, all further ones
/// of the limit are one subject, which has what any one has: whoever makes subjects up gets no more by it.
final class LiveUsage {
    private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

    private final Map<String, Subjects> limits = new HashMap<>();
    private final int mostSubjects;
    private long shared;
    private long underWay;
    private boolean isChanged;

    /// @param mostSubjects of one limit
    LiveUsage(int mostSubjects) {
        this.mostSubjects = mostSubjects;
    }

    /// One limit that a call has to fit.
    /// @param slot the subject's
    /// @param subject as events may say it; asked for where the subject is new
    /// @param sharedSlot of all subjects that are not told apart any more
    record Want(Limit limit, String slot, Supplier<SortedMap<String, String>> subject, Supplier<String> sharedSlot) {}

    /// What a call holds of one limit.
    record Part(Limit limit, Slot slot, @Nullable Counted counted) {}

    /// What a call got.
    record Granted(List<Part> parts, List<Standing> standings) {}

    private static final class Subjects {
        private final Map<String, Slot> slots = new HashMap<>();
        private Instant sweepAt = Instant.EPOCH;

        /// Looks through all of them only where one of them can be over.
        void sweep(Instant now) {
            if (!sweepAt.isAfter(now)) {
                slots.values().removeIf(slot -> slot.isIdle(now));
                sweepAt = slots.values().stream()
                        .map(slot -> slot.until)
                        .filter(until -> until.isAfter(now))
                        .min(Instant::compareTo)
                        .orElse(now.plusSeconds(1));
            }
        }
    }

    /// Reserves `need` of all limits.
    /// @throws LimitReached one of them refuses; nothing is reserved
    synchronized Granted reserve(List<Want> wants, Amounts need, Instant now) throws LimitReached {
        List<Part> parts = new ArrayList<>(wants.size());
        Reached reached = null;
        for (Want want : wants) {
            Slot slot = slot(want, now);
            slot.roll(want.limit, now);
            parts.add(new Part(want.limit, slot, slot.counted(want.limit)));
            if (want.limit.refuses()) {
                reached = later(reached, reached(want.limit, slot, need));
            }
        }
        if (reached != null) {
            throw refusal(reached, need, standings(parts, now), now);
        }
        for (Part part : parts) {
            part.slot.reserved = part.slot.reserved.plus(need);
            part.slot.underWay++;
        }
        underWay++;
        isChanged = true;
        return new Granted(parts, standings(parts, now));
    }

    /// A number of a limit that a call does not fit.
    private record Reached(Limit limit, LimitKind kind, Slot slot, BigDecimal most) {}

    private static @Nullable Reached reached(Limit limit, Slot slot, Amounts need) {
        Amounts taken = slot.taken();
        Reached found = null;
        for (LimitKind kind : LimitKind.ALL) {
            BigDecimal most = kind.most(limit);
            if (most == null) {
                continue;
            }
            boolean isOver = kind == LimitKind.CONCURRENCY
                    ? most.compareTo(BigDecimal.valueOf(slot.underWay)) <= 0
                    : kind.of(need).signum() > 0
                            && kind.of(taken).add(kind.of(need)).compareTo(most) > 0;
            if (isOver && (found == null || kind != LimitKind.CONCURRENCY)) {
                found = new Reached(limit, kind, slot, most);
            }
        }
        return found;
    }

    /// The one that takes longest to pass.
    private static @Nullable Reached later(@Nullable Reached one, @Nullable Reached other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return end(other).isAfter(end(one)) ? other : one;
    }

    private static Instant end(Reached reached) {
        return reached.kind == LimitKind.CONCURRENCY ? Instant.EPOCH : reached.slot.until;
    }

    private static LimitReached refusal(Reached reached, Amounts need, List<Standing> standings, Instant now) {
        Limit limit = reached.limit;
        LimitKind kind = reached.kind;
        String most = reached.most.toPlainString();
        if (kind == LimitKind.CONCURRENCY) {
            String detail = "Limit " + limit.id() + " allows " + most + " calls at once, and so many are under way.";
            return new LimitReached(
                    LimitReached.Why.CONCURRENCY, detail, limit.id(), CONCURRENCY_RETRY, null, standings);
        }
        boolean isBudget = kind == LimitKind.COST
                || limit.window() == null
                || !limit.window().isShort();
        boolean isHopeless = kind.of(need).compareTo(reached.most) > 0;
        String of = kind == LimitKind.COST ? "dollars" : kind.word().replace('-', ' ');
        String window =
                limit.window() == null ? "" : " in each " + limit.window().words();
        String detail = "Limit " + limit.id() + " allows " + most + " " + of + window + "; "
                + kind.of(reached.slot.taken()).toPlainString() + " are used or reserved, and this call may take "
                + kind.of(need).toPlainString() + ".";
        return new LimitReached(
                isBudget ? LimitReached.Why.QUOTA : LimitReached.Why.RATE,
                detail,
                limit.id(),
                isBudget || isHopeless ? null : Duration.ofSeconds(seconds(now, reached.slot.until)),
                reached.slot.until,
                standings);
    }

    private static List<Standing> standings(List<Part> parts, Instant now) {
        List<Standing> all = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Slot slot = part.slot;
            Amounts taken = slot.taken();
            long reset = seconds(now, slot.until);
            for (Standing.Terms terms : slot.terms(part.limit)) {
                boolean isNow = terms.kind() == LimitKind.CONCURRENCY;
                BigDecimal of =
                        isNow ? BigDecimal.valueOf(slot.underWay) : terms.kind().of(taken);
                all.add(new Standing(terms, terms.limit().subtract(of).max(BigDecimal.ZERO), isNow ? 0 : reset));
            }
        }
        return all;
    }

    /// Rounded up, one at least.
    private static long seconds(Instant now, Instant until) {
        Duration left = Duration.between(now, until);
        return Math.max(1, left.toSeconds() + (left.toNanosPart() > 0 ? 1 : 0));
    }

    private Slot slot(Want want, Instant now) {
        Subjects of = limits.computeIfAbsent(want.limit.id(), id -> new Subjects());
        Slot known = of.slots.get(want.slot);
        if (known == null && of.slots.size() >= mostSubjects) {
            of.sweep(now);
        }
        if (known == null && of.slots.size() >= mostSubjects) {
            shared++;
            SortedMap<String, String> everybody = new TreeMap<>();
            want.limit.per().forEach(word -> everybody.put(word, "*"));
            return slot(of, want.limit.id(), want.sharedSlot.get(), everybody);
        }
        return known == null ? slot(of, want.limit.id(), want.slot, want.subject.get()) : known;
    }

    private static Slot slot(Subjects of, String rule, String id, SortedMap<String, String> subject) {
        return of.slots.computeIfAbsent(id, made -> new Slot(rule, id, subject));
    }

    /// The call of these parts is over.
    /// @param took null where it never began
    synchronized void settle(List<Part> parts, Amounts need, @Nullable Amounts took) {
        underWay--;
        isChanged = true;
        for (Part part : parts) {
            Slot slot = part.slot;
            slot.underWay--;
            Counted counted = part.counted;
            if (counted == null && slot.underWay == 0 && part.limit.window() == null) {
                Subjects of = limits.get(slot.rule);
                if (of != null && slot.from.equals(Instant.EPOCH)) {
                    of.slots.remove(slot.id, slot);
                }
            }
            // What was held in a window that is over is gone with it.
            if (counted == null || counted.from().equals(slot.from)) {
                slot.reserved = slot.reserved.minus(need);
                slot.used = took == null || counted == null ? slot.used : slot.used.plus(took);
            }
        }
    }

    /// What was used before this process began.
    synchronized void restore(Counted counted, Amounts used) {
        Subjects of = limits.computeIfAbsent(counted.rule(), id -> new Subjects());
        Slot slot = slot(of, counted.rule(), counted.slot(), counted.subject());
        if (counted.from().isAfter(slot.from)) {
            slot.begin(counted.from());
        }
        if (counted.from().equals(slot.from)) {
            slot.used = slot.used.plus(used);
            slot.until = counted.until();
        }
    }

    /// The same of a call that nobody has ended yet: it counts as if it had taken all that it held.
    void restore(Held held) {
        Amounts all = new Amounts(
                1, held.inputTokens(), held.outputTokens(), held.cost() == null ? BigDecimal.ZERO : held.cost());
        held.rules().forEach(counted -> restore(counted, all));
    }

    /// Forgets what is over.
    synchronized void sweep(Instant now) {
        limits.values().forEach(of -> of.sweep(now));
        limits.values().removeIf(of -> of.slots.isEmpty());
    }

    /// Shows every subject that has something in its present window, or calls under way.
    synchronized void each(Instant now, Consumer<Slot> visitor) {
        for (Subjects of : limits.values()) {
            for (Slot slot : of.slots.values()) {
                if (!slot.isIdle(now)) {
                    if (!slot.until.isAfter(now) && slot.from.isBefore(slot.until)) {
                        slot.begin(slot.until);
                    }
                    visitor.accept(slot);
                }
            }
        }
    }

    /// Whether anything is under way, or was reserved or settled since this was asked last.
    synchronized boolean hasChanged() {
        boolean was = isChanged || underWay > 0;
        isChanged = false;
        return was;
    }

    synchronized void changed() {
        isChanged = true;
    }

    synchronized int subjects() {
        return limits.values().stream().mapToInt(of -> of.slots.size()).sum();
    }

    /// How often a subject was not told apart.
    synchronized long shared() {
        return shared;
    }
}
