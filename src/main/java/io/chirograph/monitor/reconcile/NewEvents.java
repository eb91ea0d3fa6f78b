package io.chirograph.monitor.reconcile;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.report.LogReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/// Follows every log of an archive: verifies what was published since the last time, and that it extends what was
/// verified before. A log that was never verified is followed from where it ends now; what came before is for a whole
/// examination. One thread.
final class NewEvents {
    private final Archive archive;
    private final Reconciler reconciler;
    private final VerifiedCheckpoints remembered;
    private final Map<String, Long> positions = new HashMap<>();

    NewEvents(Archive archive, Reconciler reconciler, VerifiedCheckpoints remembered) {
        this.archive = archive;
        this.reconciler = reconciler;
        this.remembered = remembered;
    }

    /// Verifies what is new; answers the reports of those logs that do not hold.
    List<LogReport> examine() throws ArchiveUnavailableException {
        SortedSet<String> ids = new TreeSet<>(PublishedLog.ids(archive));
        ids.addAll(remembered.logs());
        List<LogReport> failures = new ArrayList<>();
        for (String id : ids) {
            OptionalLong newest = new PublishedLog(archive, id).newestSize();
            long position = positions.computeIfAbsent(id, log -> begin(log, newest));
            if (position < 0 || (newest.isPresent() && newest.getAsLong() == position)) {
                continue;
            }
            LogReport report = reconciler.since(id, position);
            if (report.state() == LogReport.State.FAILS) {
                failures.add(report);
            }
            positions.put(id, Math.max(position, report.size()));
        }
        return failures;
    }

    /// @return the size from which on it is followed; -1 while it has none
    private long begin(String id, OptionalLong newest) {
        return remembered.checkpoint(id).map(VerifiedCheckpoints::size).orElse(newest.orElse(-1));
    }
}
