/// Stores immutable objects until a date: a directory, or S3 with Object Lock.
///
/// A key is written once. Identical bytes twice are harmless, different bytes under one key are an error that
/// nothing hides. Nothing here deletes, shortens or bypasses.
///
/// Entry types: [Archive], [ArchiveConflictException], [ArchiveDeniedException],
/// [ArchiveDescription], [ArchiveUnavailableException],
/// [Bounded], [ExtendResult], [ForwardingArchive], [JoinedArchive], [Keys], [Layout], [LockMode], [LockTier],
/// [ObjectLock],
/// [ObjectTooLargeException], [ObjectVersion], [PatientArchive], [PreflightReport], [PutResult],
/// [ReadOnlyArchive], [Retention], [RetentionStore].
@ApplicationModule(
        allowedDependencies = {
            "support :: command",
            "support :: concurrent",
            "support :: disk",
            "support :: lifecycle",
            "support :: metrics"
        })
@NullMarked
package io.chirograph.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
