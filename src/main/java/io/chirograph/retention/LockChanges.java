package io.chirograph.retention;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ConfiguredArchives;
import io.chirograph.archive.RetentionRules;
import io.chirograph.event.HoldObserved;
import io.chirograph.event.RetentionChanged;
import io.chirograph.files.SqliteFile;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compares what the store says of objects with what it said before, and records what is otherwise:
/// `hold.placed`, `hold.released`, `retention.changed`, one event for each request that explains objects, and one for
/// those that nothing explains.
///
/// Changes are recorded before they are remembered as seen: a crash, or a journal that takes nothing, makes the next
/// look find them again. Safe for many threads.
final class LockChanges implements ObjectObserver {
    /// How many objects are compared, and their changes recorded, at once.
    private static final int CHUNK = 5_000;

    private static final int SHOWN = 20;
    private static final int MOST_UNMATCHED = 100_000;

    private final SeenLocks seen;
    private final Register register;
    private final ConfiguredArchives archives;
    private final Function<String, RetentionRules> rules;
    private final Recorder recorder;
    private final Clock clock;
    private final Map<String, Instant> begun = new HashMap<>();
    private final List<Observation> waiting = new ArrayList<>();
    private volatile long unmatched;

    /// @param rules of an archive, by its name
    LockChanges(
            SeenLocks seen,
            Register register,
            ConfiguredArchives archives,
            Function<String, RetentionRules> rules,
            Recorder recorder,
            Clock clock)
            throws IOException {
        this.seen = seen;
        this.register = register;
        this.archives = archives;
        this.rules = rules;
        this.recorder = recorder;
        this.clock = clock;
        this.unmatched = seen.countUnmatched();
    }

    /// Versions of objects that changed otherwise than anybody asked for.
    long unmatched() {
        return unmatched;
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
                List<Change> gone = seen.heldBefore(archive, since).stream()
                        .map(Change::gone)
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
            Explanations explanations = explanations();
            List<Change> explained = new ArrayList<>();
            for (Change change : seen.unmatched(MOST_UNMATCHED)) {
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
            List<Change> changes = new ArrayList<>();
            for (Observation object : objects) {
                changes.addAll(Change.between(seen.find(object).orElse(null), object));
                seen.put(object, now);
            }
            record(changes);
        });
    }

    /// All of it or, when anything fails, nothing: but for events that are recorded by then.
    private void inOneStep(SqliteFile.Work<Exception> step) {
        try {
            seen.write(step);
            unmatched = seen.countUnmatched();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("what changed on the objects could not be recorded: " + e.getMessage(), e);
        }
    }

    /// Changes that are one event.
    private record Group(
            Change.Kind kind,
            String archive,
            RetentionChanged.Cause cause,
            @Nullable UUID request,
            @Nullable String matter) {}

    private void record(List<Change> changes) throws IOException, RecordingUnavailable, ArchiveUnavailableException {
        if (changes.isEmpty()) {
            return;
        }
        Explanations explanations = explanations();
        Map<Group, List<Change>> groups = new LinkedHashMap<>();
        for (Change change : changes) {
            Explanations.Explanation explanation = explanations.of(change);
            Request request = explanation.request();
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
            if (change.kind() == Change.Kind.LONGER) {
                seen.restored(change);
            }
        }
        for (Map.Entry<Group, List<Change>> group : groups.entrySet()) {
            record(group.getKey(), group.getValue());
        }
    }

    private void record(Group group, List<Change> changes) throws RecordingUnavailable {
        List<String> keys =
                changes.stream().map(Change::key).distinct().limit(SHOWN).toList();
        switch (group.kind()) {
            case PLACED, RELEASED ->
                recorder.record(new HoldObserved(
                        group.kind() == Change.Kind.PLACED,
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
                        earliest(changes.stream().map(Change::before).toList()),
                        earliest(changes.stream().map(Change::after).toList()),
                        group.kind() == Change.Kind.SHORTER,
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

    private Explanations explanations() {
        return new Explanations(register.requests(), archives, rules, clock.instant());
    }
}
