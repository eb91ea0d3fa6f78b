package io.chirograph.limits;

import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.event.facts.CallStarted.Held;
import io.chirograph.journal.Journal;
import io.chirograph.policy.model.Limit;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds calls to the limits of policy: reserves before a call starts, settles when its end is recorded.
///
/// Thread-safe. Where no limit is about a call, nothing is done. A reservation takes a lock and no disk:
/// what makes it last is the call's own `ai.call.started`, which says what is reserved. [Ledger] follows
/// the journal behind.
public final class Limits {
    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Duration KEEP_NEWS = Duration.ofSeconds(10);

    private final Path dataDirectory;
    private final Journal journal;
    private final LimitClock clock;
    private final Supplier<List<Limit>> inForce;
    private final FactSink trail;
    private final LiveUsage usage;
    private final RecentCalls recent = new RecentCalls();
    private volatile @Nullable Opened opened;
    private Instant kept = Instant.EPOCH;

    private record Opened(Ledger ledger, SlotNames names) {}

    /// @param inForce the limits of the policy in force
    /// @param trail takes warnings
    Limits(
            Path dataDirectory,
            Journal journal,
            LimitClock clock,
            Supplier<List<Limit>> inForce,
            FactSink trail,
            int mostSubjects) {
        this.dataDirectory = dataDirectory;
        this.journal = journal;
        this.clock = clock;
        this.inForce = inForce;
        this.trail = trail;
        this.usage = new LiveUsage(mostSubjects);
    }

    /// Reserves what a call may take of all limits that are about it.
    /// @return to be closed when the call is over
    /// @throws LimitReached one of them refuses the call
    /// @throws IOException what was used before cannot be read
    public Reservation reserve(LimitedCall call) throws LimitReached, IOException {
        List<Limit> about = about(call);
        if (about.isEmpty()) {
            return Reservation.NONE;
        }
        Opened ledger = opened();
        Need need = need(call, about);
        List<LiveUsage.Want> wants = new ArrayList<>(about.size());
        for (Limit limit : about) {
            List<String> values = new ArrayList<>(limit.per().size());
            for (String word : limit.per()) {
                values.add(call.subject(word));
            }
            wants.add(new LiveUsage.Want(
                    limit,
                    ledger.names.of(limit.id(), limit.per(), values),
                    () -> shown(call, limit.per(), values),
                    () -> ledger.names.shared(limit.id())));
        }
        LiveUsage.Granted granted = usage.reserve(wants, need.amounts, clock.now());
        List<Counted> counted = new ArrayList<>(granted.parts().size());
        for (LiveUsage.Part part : granted.parts()) {
            if (part.counted() != null) {
                counted.add(part.counted());
            }
        }
        Held held = counted.isEmpty()
                ? null
                : new Held(need.amounts.inputTokens(), need.amounts.outputTokens(), need.cost, counted);
        return new Reservation(usage, recent, granted.parts(), need.amounts, granted.standings(), held);
    }

    private static SortedMap<String, String> shown(LimitedCall call, List<String> words, List<String> values) {
        SortedMap<String, String> shown = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
            shown.put(words.get(i), call.shown(words.get(i), values.get(i)));
        }
        return shown;
    }

    private static List<Limit> about(LimitedCall call) {
        List<Limit> all = call.limits();
        if (all.isEmpty()) {
            return all;
        }
        String model = call.model();
        List<Limit> about = new ArrayList<>(all.size());
        for (Limit limit : all) {
            if (model == null || limit.models().isAll() || limit.models().restricts(model)) {
                about.add(limit);
            }
        }
        return about;
    }

    /// What a call may take.
    /// @param cost null where no limit counts money
    private record Need(Amounts amounts, @Nullable BigDecimal cost) {}

    private static Need need(LimitedCall call, List<Limit> about) throws LimitReached, IOException {
        LimitedCall.Estimate estimate = LimitedCall.Estimate.NOTHING;
        boolean isMetered = false;
        boolean isByMoney = false;
        for (Limit limit : about) {
            isMetered |= limit.isMetered();
            isByMoney |= limit.cost() != null;
        }
        if (isMetered) {
            LimitedCall.Estimate found = call.estimate();
            if (found != null) {
                estimate = found;
            } else {
                refuse(
                        about.stream().filter(limit -> limit.isMetered() && limit.refuses()),
                        LimitReached.Why.UNMETERED,
                        "counts tokens or money, and what this operation takes cannot be told before.");
            }
        }
        BigDecimal cost = null;
        if (isByMoney) {
            cost = estimate.equals(LimitedCall.Estimate.NOTHING) ? BigDecimal.ZERO : call.ceiling(estimate);
            if (cost == null) {
                refuse(
                        about.stream().filter(limit -> limit.cost() != null && limit.refuses()),
                        LimitReached.Why.UNPRICED,
                        "counts money, and the model has no price here.");
                cost = BigDecimal.ZERO;
            }
        }
        BigDecimal money = cost == null ? BigDecimal.ZERO : cost;
        return new Need(new Amounts(1, estimate.inputTokens(), estimate.outputTokens(), money), cost);
    }

    private static void refuse(Stream<Limit> by, LimitReached.Why code, String why) throws LimitReached {
        Limit first = by.findFirst().orElse(null);
        if (first != null) {
            throw new LimitReached(code, "Limit " + first.id() + " " + why, first.id(), null, null, List.of());
        }
    }

    /// Opens the ledger where there is something to count; it is made where there is none.
    private Opened opened() throws IOException {
        Opened now = opened;
        if (now != null) {
            return now;
        }
        synchronized (this) {
            if (opened == null) {
                LedgerFile file = LedgerFile.open(dataDirectory, journal.nextSequence());
                Ledger ledger = new Ledger(file, journal, clock, inForce, trail, recent);
                ledger.follow();
                ledger.restore(usage);
                usage.changed();
                opened = new Opened(ledger, new SlotNames(ledger.key()));
            }
            return Objects.requireNonNull(opened);
        }
    }

    /// Brings in what was used before this process began.
    void begin() throws IOException {
        if (!inForce.get().isEmpty() || Files.exists(dataDirectory.resolve(LedgerFile.FILE))) {
            Opened unused = opened();
        }
    }

    /// Lets the ledger follow, and warns.
    synchronized void follow() {
        Opened now = opened;
        if (now == null) {
            return;
        }
        Ledger ledger = now.ledger;
        try {
            // In this order: what is reserved from here on is recorded behind that end.
            long end = journal.nextSequence();
            if (!usage.hasChanged() && !ledger.hasOpen()) {
                ledger.skip(end);
            } else {
                ledger.follow();
                if (ledger.warn()) {
                    usage.changed();
                }
            }
            Instant time = clock.now();
            if (time.isAfter(kept.plus(KEEP)) || (ledger.isAhead() && time.isAfter(kept.plus(KEEP_NEWS)))) {
                kept = time;
                ledger.keep();
                usage.sweep(time);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what calls use of limits cannot be kept now", e);
        } catch (RecordingUnavailable e) {
            LOG.warn("a warning of a limit cannot be recorded now and will be: {}", e.getMessage());
        }
    }

    /// Ends the ledger; calls are over.
    synchronized void end() {
        Opened now = opened;
        if (now != null) {
            follow();
            try {
                now.ledger.keep();
                now.ledger.close();
            } catch (IOException e) {
                LOG.warn("the ledger of limits could not be closed: {}", e.getMessage());
            }
        }
    }

    /// Shows every subject that has something in its present window, or calls under way.
    void each(Consumer<Slot> visitor) {
        usage.each(clock.now(), visitor);
    }

    RecentCalls recent() {
        return recent;
    }

    List<Limit> inForce() {
        return inForce.get();
    }

    LiveUsage usage() {
        return usage;
    }

    LimitClock clock() {
        return clock;
    }

    long behind() {
        Opened now = opened;
        return now == null ? 0 : now.ledger.behind();
    }

    long lost() {
        Opened now = opened;
        return now == null ? 0 : now.ledger.lost();
    }

    long warnings() {
        Opened now = opened;
        return now == null ? 0 : now.ledger.warnings();
    }
}
