/// The journal on disk: frames, groups, files, recovery.
///
/// Entry types: [ActiveFile], [CommitObserver], [ContentBounds], [Disk], [DiskJournal], [FileSet], [JournalFile],
/// [JournalMetrics], [LocalDisk], [OpenFile], [OpenKeys], [Tail].
@NamedInterface("internal")
@NullMarked
package io.chirograph.journal.internal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
