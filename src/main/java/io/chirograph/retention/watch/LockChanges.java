package io.chirograph.retention.watch;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.event.facts.HoldObserved;
import io.chirograph.event.facts.RetentionChanged;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.requests.UnexplainedChange;
import io.chirograph.support.metrics.Meters;
import io.chirograph.support.tables.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Compares what the store says of objects with what it said before, and records what is otherwise:
/// `hold.placed`, `hold.released`, `retention.changed`, one event for each request that explains objects, and one for
/// those that nothing explains.
///
/// DOWN while holds or locks are otherwise than recorded requests explain. Changes are recorded before they are
/// remembered as seen: a crash, or a journal that takes nothing, makes the next look find them again. Thread-safe.
public final class LockChanges implements ObjectObserver, HealthIndicator, MeterBinder {
    /// How many objects are compared, and their changes recorded, at once.
    private static final int CHUNK = 5_000;

    private static final int SHOWN = 20;
    private static final int MOST_UNMATCHED = 100_000;

    private final LockSnapshotStore seen;
    private final RetentionRequestStore register;
    private final ConfiguredArchives archives;
    private final Recorder recorder;
    private final Clock clock;
    private final Map<String, Instant> begun = new HashMap<>();
    private final List<Observation> waiting = new ArrayList<>();
    private volatile long unmatched;
    private volatile List<UnexplainedChange> unexplained;

    public LockChanges(
            LockSnapshotStore seen,
            RetentionRequestStore register,
            ConfiguredArchives archives,
            Recorder recorder,
            Clock clock)
            throws IOException {
        this.seen = seen;
        this.register = register;
        this.archives = archives;
        this.recorder = recorder;
        this.clock = clock;
        this.unmatched = seen.countUnmatched();
        this.unexplained = shown();
    }

    /// Versions of objects that changed otherwise than anybody asked for.
    long unmatched() {
        return unmatched;
    }

    /// The first of them.
    List<UnexplainedChange> unexplained() {
        return unexplained;
    }

    private List<UnexplainedChange> shown() throws IOException {
        return seen.unmatched(SHOWN).stream().map(LockChange::unexplained).toList();
    }

    @Override
    public Health health() {
        long count = unmatched;
        return (count > 0 ? Health.down() : Health.up())
                .withDetail("unmatchedChanges", count)
                .build();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters.of(registry, "chirograph.retention.", this)
                .gauge(
                        "unmatched.changes",
                        "versions of objects whose hold or lock changed otherwise than recorded requests explain",
                        LockChanges::unmatched);
    }

    @Override
    public synchronized void begins(String archive, Instant when) {
        begun.put(archive, clock.instant());
    }

    @Override
    public synchronized void observed(Observation observation) {
        waiting.add(observation);
        if (waiting.size() >= CHUNK) {
            compareWaiting();
        }
    }

    @Override
    public synchronized void ends(String archive, boolean complete) {
        compareWaiting();
        Instant since = begun.remove(archive);
        if (complete && since != null) {
            inOneStep(() -> {
                List<LockChange> gone = seen.heldBefore(archive, since).stream()
                        .map(LockChange::gone)
                        .toList();
                record(gone);
                seen.forgetBefore(archive, since);
            });
        }
    }

    /// Compares some objects outside any walk.
    synchronized void look(List<Observation> objects) {
        compare(objects);
    }

    /// Looks whether requests that came later explain what nothing explained; records that.
    synchronized void explainAgain() {
        inOneStep(() -> {
            ChangeAttribution explanations = explanations();
            List<LockChange> explained = new ArrayList<>();
            for (LockChange change : seen.unmatched(MOST_UNMATCHED)) {
                if (explanations.of(change).cause() != RetentionChanged.Cause.UNKNOWN) {
                    explained.add(change);
                    seen.removeUnmatched(change);
                }
            }
            record(explained);
        });
    }

    private void compareWaiting() {
        List<Observation> objects = List.copyOf(waiting);
        waiting.clear();
        compare(objects);
    }

    private void compare(List<Observation> objects) {
        inOneStep(() -> {
            Instant now = clock.instant();
            List<LockChange> changes = new ArrayList<>();
            for (Observation object : objects) {
                changes.addAll(LockChange.between(seen.find(object).orElse(null), object));
                seen.put(object, now);
            }
            record(changes);
        });
    }

    /// All of it or, when anything fails, nothing: but for events that are recorded by then.
    private void inOneStep(Tables.Work<Exception> step) {
        try {
            seen.write(step);
            unmatched = seen.countUnmatched();
            unexplained = shown();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("what changed on the objects could not be recorded: " + e.getMessage(), e);
        }
    }

    /// Changes that are one event.
    private record Group(
            LockChange.Kind kind,
            String archive,
            RetentionChanged.Cause cause,
            @Nullable UUID request,
            @Nullable String matter) {}

    private void record(List<LockChange> changes)
            throws IOException, RecordingUnavailable, ArchiveUnavailableException {
        if (changes.isEmpty()) {
            return;
        }
        ChangeAttribution explanations = explanations();
        Map<Group, List<LockChange>> groups = new LinkedHashMap<>();
        for (LockChange change : changes) {
            ChangeAttribution.Explanation explanation = explanations.of(change);
            RetentionRequest request = explanation.request();
            Group group = new Group(
                    change.kind(),
                    change.archive(),
                    explanation.cause(),
                    request == null ? null : request.event(),
                    request == null ? null : request.matter());
            groups.computeIfAbsent(group, one -> new ArrayList<>()).add(change);
            if (explanation.cause() == RetentionChanged.Cause.UNKNOWN) {
                seen.addUnmatched(change);
            }
            if (change.kind() == LockChange.Kind.LONGER) {
                seen.restored(change);
            }
        }
        for (Map.Entry<Group, List<LockChange>> group : groups.entrySet()) {
            record(group.getKey(), group.getValue());
        }
    }

    private void record(Group group, List<LockChange> changes) throws RecordingUnavailable {
        List<String> keys =
                changes.stream().map(LockChange::key).distinct().limit(SHOWN).toList();
        switch (group.kind()) {
            case PLACED, RELEASED ->
                recorder.record(new HoldObserved(
                        group.kind() == LockChange.Kind.PLACED,
                        group.archive(),
                        changes.size(),
                        keys,
                        group.matter(),
                        group.request()));
            case LONGER, SHORTER ->
                recorder.record(new RetentionChanged(
                        group.archive(),
                        changes.size(),
                        keys,
                        earliest(changes.stream().map(LockChange::before).toList()),
                        earliest(changes.stream().map(LockChange::after).toList()),
                        group.kind() == LockChange.Kind.SHORTER,
                        group.cause(),
                        group.request()));
        }
    }

    private static @Nullable Instant earliest(List<@Nullable Instant> dates) {
        return dates.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private ChangeAttribution explanations() {
        return new ChangeAttribution(register.requests(), archives, clock.instant());
    }
}
