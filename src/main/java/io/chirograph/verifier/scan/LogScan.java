package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.options.VerificationRange;

/// Reads one part of a log ahead: checkpoints, segments, cosignatures and time stamps, each by a cursor of its own.
///
/// What is read is judged by itself at most, on other threads; what is kept does not grow with the log. One thread.
public record LogScan(
        ReadAhead<VersionedKey, CheckpointClaim> checkpoints,
        ReadAhead<VersionedKey, ScannedSegment> segments,
        AttachedObjects cosignatures,
        AttachedObjects timeStamps)
        implements AutoCloseable {
    public static LogScan of(Examination about, VerificationRange part, CheckpointScan scan)
            throws ArchiveUnavailableException {
        PublishedLog log = about.log();
        VersionedKeys names = new VersionedKeys(log.archive(), log.layout().checkpoints(), part.firstCheckpoint(log));
        VersionedKeys objects = new VersionedKeys(log.archive(), log.layout().events(), part.firstSegment(log));
        return new LogScan(
                about.pool().ahead(names::next, scan::scan),
                about.pool().ahead(objects::next, new SegmentScan(about, part.end())::scan),
                AttachedObjects.cosignatures(about, part.start()),
                AttachedObjects.timeStamps(about, part.start()));
    }

    @Override
    public void close() {
        checkpoints.close();
        segments.close();
        cosignatures.close();
        timeStamps.close();
    }
}
