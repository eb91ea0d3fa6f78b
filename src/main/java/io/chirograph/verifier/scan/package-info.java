/// Reads a log's objects once, in order, and notes what each says by itself.
///
/// Entry types: [AttachedObject], [AttachedObjects], [CheckpointClaim], [CheckpointScan], [EventFacts],
/// [Examination], [ForeignEntryException], [LockCheck], [LogKeys], [LogScan], [ReadAhead], [ReadPool],
/// [ScannedSegment], [SegmentScan], [SuccessionFacts], [VersionReader], [VersionedKey], [VersionedKeys].
@NamedInterface("scan")
@NullMarked
package io.chirograph.verifier.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
