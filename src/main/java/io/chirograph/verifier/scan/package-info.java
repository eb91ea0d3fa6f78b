/// Reads a log's objects once, in order, and notes what each says by itself.
///
/// Entry types: [AttachedObjects], [CheckpointClaim], [CheckpointScan], [ContentClaim], [EventFacts],
/// [Examination], [ForeignEntryException], [InterruptionFacts], [LockCheck], [LogKeys], [LogScan], [ReadAhead],
/// [ScannedSegment], [SegmentScan], [SubjectKeys], [SuccessionFacts], [VersionedKey], [VersionedKeys].
@NamedInterface("scan")
@NullMarked
package io.chirograph.verifier.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
