/// Tiles and entry bundles of c2sp.org/tlog-tiles, and trees read out of them.
///
/// Entry types: [EntryBundle], [Tile], [TileHashReader], [TileId], [TileReader], [TreeBuilder].
@NamedInterface("tile")
@NullMarked
package io.chirograph.tlog.tile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
