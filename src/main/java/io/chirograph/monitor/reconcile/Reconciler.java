package io.chirograph.monitor.reconcile;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.LogReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Holds an archive against what it must be: every log from its first event to its newest checkpoint, every object,
/// version and lock.
///
/// What it takes of memory does not grow with the archive. One examination at a time.
/// @param name the archive's in the configuration
/// @param observers are shown every object of the logs and its lock, by whole examinations only
public record Reconciler(
        String name,
        Archive archive,
        ArchiveExpectations expected,
        VerifiedCheckpoints remembered,
        List<ObjectObserver> observers,
        InstantSource clock) {
    public Reconciler {
        observers = List.copyOf(observers);
    }

    /// Examines everything that is there.
    /// @throws ArchiveUnavailableException the archive could not be read to its end: nothing is said about it
    public Reconciliation whole() throws ArchiveUnavailableException {
        Instant began = clock.instant();
        boolean complete = false;
        observers.forEach(observer -> observer.begins(name, began));
        try {
            VerificationOptions demands = expected.demands(clock, observers.isEmpty() ? Sightings.NONE : this::show);
            SortedSet<String> ids = new TreeSet<>(PublishedLog.ids(archive));
            ids.addAll(remembered.logs());
            List<LogReport> reports = new ArrayList<>();
            for (String id : ids) {
                if (hasBegun(id)) {
                    reports.add(examine(id, demands));
                }
            }
            complete = true;
            return new Reconciliation(name, began, clock.instant(), reports);
        } finally {
            for (ObjectObserver observer : observers) {
                observer.ends(name, complete);
            }
        }
    }

    /// Examines what a log has got since `from`, and whether it goes on from what is remembered.
    /// @param from the size of a checkpoint
    LogReport since(String id, long from) throws ArchiveUnavailableException {
        LogReport report = examine(id, expected.demands(clock, Sightings.NONE).startingAt(from));
        if (report.state() == LogReport.State.FAILS || report.size() >= from) {
            return report;
        }
        String checkpoint = new Layout(id).checkpoint(from);
        return LogReport.failed(
                id,
                new Finding(
                        FindingKind.TAIL_CUT,
                        id,
                        checkpoint,
                        report.size(),
                        from + " events",
                        report.size() + " events"));
    }

    private LogReport examine(String id, VerificationOptions demands) throws ArchiveUnavailableException {
        Map<String, byte[]> known = remembered
                .checkpoint(id)
                .map(note -> Map.of("the checkpoint that was examined before", note))
                .orElse(Map.of());
        LogReport report;
        try {
            report = new ArchiveVerifier(archive, Progress.NONE, 1, demands).examine(id, expected.keys(), known);
        } catch (InvalidCheckpointException e) {
            report = LogReport.failed(id, e.finding());
        }
        if (report.state() != LogReport.State.FAILS) {
            Optional<byte[]> note = new PublishedLog(archive, id).checkpoint(report.size());
            note.ifPresent(bytes -> remembered.holds(id, bytes));
        }
        return report;
    }

    /// A log's first segment is there before its first checkpoint is; a second one is not.
    private boolean hasBegun(String id) throws ArchiveUnavailableException {
        PublishedLog log = new PublishedLog(archive, id);
        OptionalLong newest = log.newestSize();
        return newest.isPresent()
                || remembered.checkpoint(id).isPresent()
                || log.segments(null, 2).size() > 1;
    }

    private synchronized void show(ObjectVersion version, @Nullable ObjectLock lock) {
        ObjectObserver.Observation seen =
                new ObjectObserver.Observation(name, version.key(), version.version(), version.size(), lock);
        observers.forEach(observer -> observer.observed(seen));
    }
}
