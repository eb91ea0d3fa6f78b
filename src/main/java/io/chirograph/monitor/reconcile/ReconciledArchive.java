package io.chirograph.monitor.reconcile;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.monitor.MonitorProperties;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One archive's state as its examinations found it: a whole one now and then, and in between what is new. Each whole
/// one is recorded as `archive.checked`, and so is whatever is found wrong in between.
///
/// Whole examinations and the following of what is new are each for one thread; everything else is for any.
final class ReconciledArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciledArchive.class);
    private static final int LINES = 200;

    private final String name;
    private final Reconciler reconciler;
    private final NewEvents news;
    private final Recorder recorder;
    private final CheckedFacts facts;
    private final MonitorProperties properties;
    private final Clock clock;
    private final Instant start;
    private final Set<String> told = new HashSet<>();
    private final SortedMap<String, LogReport> since = new TreeMap<>();
    private @Nullable SortedMap<String, Object> unrecorded;
    private @Nullable SortedMap<String, Object> unrecordedNews;
    private volatile @Nullable Reconciliation last;
    private volatile @Nullable String failure;

    ReconciledArchive(
            String name,
            Archive archive,
            Reconciler reconciler,
            NewEvents news,
            Recorder recorder,
            MonitorProperties properties,
            Clock clock) {
        this.name = name;
        this.reconciler = reconciler;
        this.news = news;
        this.recorder = recorder;
        this.facts = new CheckedFacts(name, archive);
        this.properties = properties;
        this.clock = clock;
        this.start = clock.instant();
    }

    /// A whole examination, or the record of the last one where that failed.
    /// @return when to come again
    Duration whole() {
        try {
            if (unrecorded == null) {
                Reconciliation found = reconciler.whole();
                settle(found);
                unrecorded = facts.of("whole", found);
            }
            recorder.record(new ArchiveChecked(unrecorded));
            unrecorded = null;
            failure = null;
            return properties.reconcileEvery();
        } catch (ArchiveUnavailableException | RecordingUnavailable | RuntimeException e) {
            failed("examined", e);
            return properties.retry();
        }
    }

    private synchronized void settle(Reconciliation found) {
        Set<String> lines = new HashSet<>();
        tell(found.findings(), told, lines);
        told.clear();
        told.addAll(lines);
        last = found;
        found.logs().forEach(log -> {
            LogReport later = since.get(log.log());
            if (later != null && later.size() <= log.size()) {
                since.remove(log.log());
            }
        });
        LOG.info(
                "archive {}: examined {} events of {} logs in {}: {} findings against it",
                name,
                found.size(),
                found.logs().size(),
                found.duration(),
                found.failures());
    }

    /// Verifies what was published since the last time. What could not be recorded then is recorded first.
    void follow() {
        try {
            recordNews();
            Instant began = clock.instant();
            List<LogReport> failures = news.examine();
            if (keep(failures)) {
                unrecordedNews = facts.of("new", new Reconciliation(name, began, clock.instant(), failures));
                recordNews();
            }
        } catch (ArchiveUnavailableException | RecordingUnavailable | RuntimeException e) {
            failed("followed", e);
        }
    }

    private void recordNews() throws RecordingUnavailable {
        if (unrecordedNews != null) {
            recorder.record(new ArchiveChecked(unrecordedNews));
            unrecordedNews = null;
        }
    }

    /// @return whether there is anything that was not told before
    private synchronized boolean keep(List<LogReport> failures) {
        boolean isNew = false;
        for (LogReport report : failures) {
            since.put(report.log(), report);
            isNew |= tell(report.findings(), Set.copyOf(told), told);
        }
        return isNew;
    }

    /// Logs what is wrong and was not `before`; `now` gets the lines.
    private boolean tell(List<Finding> findings, Set<String> before, Set<String> now) {
        boolean isNew = false;
        for (Finding finding : findings) {
            String line = finding.toString();
            if (finding.kind().severity() == Severity.FAILURE && now.size() < LINES && now.add(line)) {
                if (!before.contains(line)) {
                    isNew = true;
                    LOG.error("archive {}: {}", name, line);
                }
            }
        }
        return isNew;
    }

    private void failed(String what, Exception e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(failure)) {
            LOG.warn("archive {} could not be {} to the end: {}", name, what, reason);
        }
        failure = reason;
    }

    String name() {
        return name;
    }

    /// How many findings there are of each kind: those of the last whole examination, and failures since.
    synchronized Map<FindingKind, Long> counts() {
        Map<FindingKind, Long> counts = new EnumMap<>(FindingKind.class);
        Reconciliation whole = last;
        if (whole != null) {
            counts.putAll(whole.counts());
        }
        since.values()
                .forEach(report -> report.counts().forEach((kind, count) -> {
                    if (kind.severity() == Severity.FAILURE) {
                        counts.merge(kind, count, Long::sum);
                    }
                }));
        return counts;
    }

    long failures() {
        return Reconciliation.sum(counts());
    }

    /// The first findings against the archive, a line each.
    synchronized List<String> lines(int most) {
        Reconciliation whole = last;
        Stream<Finding> before = whole == null ? Stream.empty() : whole.findings().stream();
        return Stream.concat(before, since.values().stream().flatMap(report -> report.findings().stream()))
                .filter(finding -> finding.kind().severity() == Severity.FAILURE)
                .map(Finding::toString)
                .distinct()
                .limit(most)
                .toList();
    }

    /// The last whole examination; null before the first.
    @Nullable
    Reconciliation last() {
        return last;
    }

    /// Why the last examination did not come to its end; null when it did.
    @Nullable
    String failure() {
        return failure;
    }

    /// Whether there was no whole examination for twice as long as there should have been.
    boolean isOverdue() {
        Reconciliation whole = last;
        Instant from = whole == null ? start : whole.ended();
        return clock.instant().isAfter(from.plus(properties.reconcileEvery().multipliedBy(2)));
    }
}
