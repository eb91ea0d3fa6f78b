package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.options.VerificationRange;
import io.chirograph.verifier.report.Findings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one part of a log ahead: checkpoints, segments, cosignatures and time stamps, each by a cursor of its own.
///
/// What is read is judged by itself at most, on other threads; what is kept does not grow with the log. One thread.
public final class LogScan implements AutoCloseable {
    private final ReadAhead<VersionedKey, CheckpointClaim> checkpoints;
    private final ReadAhead<VersionedKey, ScannedSegment> segments;
    private final AttachedObjects cosignatures;
    private final AttachedObjects timeStamps;

    public LogScan(Examination about, VerificationRange part, CheckpointScan scan) throws ArchiveUnavailableException {
        PublishedLog log = about.log();
        VersionedKeys names = new VersionedKeys(log.archive(), log.layout().checkpoints(), part.firstCheckpoint(log));
        VersionedKeys objects = new VersionedKeys(log.archive(), log.layout().events(), part.firstSegment(log));
        checkpoints = about.pool().ahead(names::next, scan::scan);
        segments = about.pool().ahead(objects::next, new SegmentScan(about, part.end())::scan);
        cosignatures = AttachedObjects.cosignatures(about, part.start());
        timeStamps = AttachedObjects.timeStamps(about, part.start());
    }

    /// The next checkpoint; null behind the last.
    public @Nullable CheckpointClaim checkpoint() throws ArchiveUnavailableException {
        return checkpoints.next();
    }

    /// The next segment; null behind the last.
    public @Nullable ScannedSegment segment() throws ArchiveUnavailableException {
        return segments.next();
    }

    /// The cosignatures of sizes up to `size`, as [AttachedObjects#upTo] gives them.
    public List<AttachedObject> cosignatures(long size, Findings findings) throws ArchiveUnavailableException {
        return cosignatures.upTo(size, findings);
    }

    /// The time stamps of sizes up to `size`, as [AttachedObjects#upTo] gives them.
    public List<AttachedObject> timeStamps(long size, Findings findings) throws ArchiveUnavailableException {
        return timeStamps.upTo(size, findings);
    }

    @Override
    public void close() {
        checkpoints.close();
        segments.close();
        cosignatures.close();
        timeStamps.close();
    }
}
