/// The index: schema, writer, reader, follower. Nothing in it is worth keeping.
///
/// Entry types: [AsOf], [EventRows], [FollowStatus], [FollowedLog], [FollowedLogs], [FullText], [Ids],
/// [IndexDamagedException], [IndexFile], [IndexFollower], [IndexHealth], [IndexStore], [IndexWriter],
/// [IndexedCall], [IndexedEvent], [IndexedHead], [IndexedTree], [ItemFacts], [ItemNumber], [LogIndexer],
/// [LogRefusedException],
/// [RowId], [TextVolume].
@NamedInterface("index")
@NullMarked
package io.chirograph.query.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
