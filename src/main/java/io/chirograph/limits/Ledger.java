package io.chirograph.limits;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.event.facts.CallStarted.Held;
import io.chirograph.event.facts.LimitWarned;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import io.chirograph.policy.model.Limit;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Follows the journal and keeps what its events say of limits in a [LedgerFile]; warns where a threshold
/// is reached.
///
/// What has been used is the sum over events: the estimate in each `ai.call.started` while its call is
/// open, what [CallEnd] makes of it when `ai.call.completed` has come. So a crash at any point loses
/// nothing: the next start reads on from the file's position. What this process recorded itself it takes
/// from [RecentCalls], which says the same. One thread at a time.
final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int MOST_AT_ONCE = 20_000;
    private static final byte[] HOLDS = "\"limits\":{".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WARNS = ("\"" + EventType.LIMIT_WARNED.wire() + "\"").getBytes(StandardCharsets.UTF_8);

    private final LedgerFile file;
    private final Journal journal;
    private final LimitClock clock;
    private final Supplier<List<Limit>> limits;
    private final FactSink trail;
    private final RecentCalls recent;
    /// As the file has it.
    private final Map<UUID, Held> open;
    /// What the file does not have yet.
    private final Step pending = new Step();
    private final Set<String> touched = new HashSet<>();
    private volatile long position;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong warned = new AtomicLong();

    /// @param limits those in force
    Ledger(
            LedgerFile file,
            Journal journal,
            LimitClock clock,
            Supplier<List<Limit>> limits,
            FactSink trail,
            RecentCalls recent)
            throws IOException {
        this.file = file;
        this.journal = journal;
        this.clock = clock;
        this.limits = limits;
        this.trail = trail;
        this.recent = recent;
        this.open = file.open();
        this.position = file.position();
        clock.notBefore(file.time());
        for (LedgerFile.Used used : file.used()) {
            clock.notBefore(used.of().from());
            touched.add(used.of().slot());
        }
    }

    /// What changes in one step, or has changed since the file was written.
    private static final class Step {
        final Map<String, LedgerFile.Used> changed = new LinkedHashMap<>();
        final Map<UUID, Held> opened = new HashMap<>();
        final Set<UUID> closed = new HashSet<>();
        Instant latest = Instant.EPOCH;
        int records;

        void add(Step more) {
            changed.putAll(more.changed);
            for (UUID call : more.closed) {
                if (opened.remove(call) == null) {
                    closed.add(call);
                }
            }
            opened.putAll(more.opened);
        }

        boolean isEmpty() {
            return changed.isEmpty() && opened.isEmpty() && closed.isEmpty();
        }

        void clear() {
            changed.clear();
            opened.clear();
            closed.clear();
        }
    }

    /// Reads to the journal's durable end.
    void follow() throws IOException {
        long first = journal.firstSequence();
        if (position > journal.nextSequence()) {
            LOG.warn("the journal ends before record {}: it is another one, and is read from its begin", position);
            position = first;
        }
        if (position < first) {
            lost.addAndGet(first - position);
            LOG.error(
                    "records {} to {} are not in the journal any more: what calls in them used of limits is not counted",
                    position,
                    first - 1);
            position = first;
        }
        while (position < journal.nextSequence()) {
            step();
        }
    }

    private void step() throws IOException {
        Step step = new Step();
        long next;
        try {
            IOException[] failure = new IOException[1];
            next = journal.read(position, stored -> {
                try {
                    fold(stored, step);
                } catch (IOException e) {
                    failure[0] = e;
                    return false;
                }
                return ++step.records < MOST_AT_ONCE;
            });
            if (failure[0] != null) {
                throw failure[0];
            }
        } catch (JournalCorruptException e) {
            throw new IOException("the journal cannot be read from record " + position + " on", e);
        }
        clock.notBefore(step.latest);
        pending.add(step);
        position = next;
        touched.addAll(step.changed.keySet());
        if (pending.opened.size() > MOST_AT_ONCE) {
            keep();
        }
    }

    private void fold(StoredRecord stored, Step step) throws IOException {
        JournalRecord record = stored.entry();
        RecordKind kind = record.kind();
        if (kind == RecordKind.OPENS) {
            Held held = held(stored);
            if (held != null) {
                held.rules().forEach(rule -> step.latest = later(step.latest, rule.from()));
                step.opened.put(record.key(), held);
            }
        } else if (kind == RecordKind.CLOSES) {
            Held held = step.opened.remove(record.key());
            if (held == null) {
                held = open(record.key());
                if (held != null) {
                    step.closed.add(record.key());
                }
            }
            if (held != null) {
                settle(held, took(stored, held), step);
            }
            recent.forget(record.key());
        } else if (kind == RecordKind.PLAIN && contains(record.payload(), WARNS)) {
            warned(data(stored), step);
        }
    }

    private @Nullable Held open(UUID call) {
        Held held = pending.opened.get(call);
        return held != null || pending.closed.contains(call) ? held : open.get(call);
    }

    /// What the call reserved; null for nothing.
    private @Nullable Held held(StoredRecord stored) throws IOException {
        RecentCalls.Recent known = recent.get(stored.entry().key());
        if (known != null) {
            return known.held();
        }
        if (!contains(stored.entry().payload(), HOLDS)) {
            return null;
        }
        JsonNode limits = data(stored).path("limits");
        return limits.isObject() ? HeldJson.read(limits) : null;
    }

    private Amounts took(StoredRecord stored, Held held) throws IOException {
        RecentCalls.Recent known = recent.get(stored.entry().key());
        Amounts took = known == null ? null : known.took();
        return took == null ? CallEnd.of(data(stored)).took(held) : took;
    }

    private static JsonNode data(StoredRecord stored) throws IOException {
        try {
            return EventView.read(stored.entry().payload()).data();
        } catch (MalformedEventException e) {
            throw new IOException("record " + stored.sequence() + " of the journal holds no event", e);
        }
    }

    private void settle(Held held, Amounts took, Step step) throws IOException {
        for (Counted rule : held.rules()) {
            LedgerFile.Used used = used(rule.slot(), step);
            if (used == null || used.of().from().isBefore(rule.from())) {
                step.changed.put(rule.slot(), new LedgerFile.Used(rule, took, 0));
            } else if (used.of().from().equals(rule.from())) {
                Counted of = used.of().until().isAfter(rule.until()) ? used.of() : rule;
                step.changed.put(
                        rule.slot(), new LedgerFile.Used(of, used.amounts().plus(took), used.warned()));
            }
        }
    }

    private void warned(JsonNode data, Step step) throws IOException {
        Long percent = EventView.number(data.get("percent"));
        if (percent == null
                || !data.path("slot").isString()
                || !data.path("from").isString()) {
            return;
        }
        Counted of = HeldJson.counted(data);
        LedgerFile.Used used = used(of.slot(), step);
        if (used != null && used.of().from().equals(of.from())) {
            step.changed.put(
                    of.slot(), new LedgerFile.Used(used.of(), used.amounts(), Math.max(used.warned(), percent)));
        }
    }

    private LedgerFile.@Nullable Used used(String slot, Step step) throws IOException {
        LedgerFile.Used changed = step.changed.get(slot);
        return changed == null ? used(slot) : changed;
    }

    private LedgerFile.@Nullable Used used(String slot) throws IOException {
        LedgerFile.Used changed = pending.changed.get(slot);
        return changed == null ? file.used(slot) : changed;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static boolean contains(byte[] all, byte[] part) {
        outer:
        for (int i = 0; i <= all.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                if (all[i + j] != part[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    /// Warns of every threshold that was reached since it was called last. To be called when [#follow] is
    /// at the end, so that no warning comes twice.
    /// @return whether there was any
    /// @throws RecordingUnavailable nothing more can be recorded now; what is left is tried again by the
    ///     next call
    boolean warn() throws IOException, RecordingUnavailable {
        long before = warned.get();
        Map<String, Limit> byId = new HashMap<>();
        limits.get().forEach(limit -> byId.put(limit.id(), limit));
        for (String slot : new ArrayList<>(touched)) {
            LedgerFile.Used used = used(slot);
            Limit limit = used == null ? null : byId.get(used.of().rule());
            if (used != null && limit != null) {
                warn(limit, used);
            }
            touched.remove(slot);
        }
        return warned.get() > before;
    }

    private void warn(Limit limit, LedgerFile.Used used) throws RecordingUnavailable {
        long reached = used.warned();
        LimitKind of = null;
        for (LimitKind kind : LimitKind.values()) {
            BigDecimal most = kind.most(limit);
            if (most == null) {
                continue;
            }
            BigDecimal percent =
                    kind.of(used.amounts()).multiply(BigDecimal.valueOf(100)).divide(most, 0, RoundingMode.DOWN);
            for (Long threshold : limit.warn()) {
                if (threshold > reached && percent.compareTo(BigDecimal.valueOf(threshold)) >= 0) {
                    reached = threshold;
                    of = kind;
                }
            }
        }
        BigDecimal most = of == null ? null : of.most(limit);
        if (of != null && most != null) {
            trail.record(new LimitWarned(used.of(), of.word(), most, of.of(used.amounts()), reached));
            warned.incrementAndGet();
        }
    }

    /// What was used, and what open calls hold.
    void restore(LiveUsage usage) throws IOException {
        keep();
        for (LedgerFile.Used used : file.used()) {
            usage.restore(used.of(), used.amounts());
        }
        open.values().forEach(usage::restore);
    }

    boolean hasOpen() {
        return !pending.opened.isEmpty() || open.size() > pending.closed.size();
    }

    /// Goes to the journal's end without reading: no record until there says anything of limits.
    void skip(long to) {
        position = Math.max(position, to);
    }

    /// Whether the file does not have all of it.
    boolean isAhead() {
        return !pending.isEmpty();
    }

    /// Brings the file to the position. Until then a start after a crash reads again from the file's.
    void keep() throws IOException {
        file.advance(position, clock.now(), pending.changed.values(), pending.opened, pending.closed);
        open.putAll(pending.opened);
        open.keySet().removeAll(pending.closed);
        pending.clear();
    }

    byte[] key() {
        return file.key();
    }

    /// How many records it has not read yet.
    long behind() {
        return Math.max(0, journal.nextSequence() - position);
    }

    /// How many records were gone before it could read them.
    long lost() {
        return lost.get();
    }

    /// How many warnings it has recorded.
    long warnings() {
        return warned.get();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
