/// Finds and records what changed on objects, and what explains it.
///
/// Entry types: [LockChanges], [LockSnapshotStore], [RecordedRequests], [RequestWatch], [WatchProperties].
@NamedInterface("watch")
@NullMarked
package io.chirograph.retention.watch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
