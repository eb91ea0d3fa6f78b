package io.chirograph.tlog.tile;

import java.io.IOException;

/// Where the tiles of one log come from.
@FunctionalInterface
public interface TileReader {
    /// The tile, exactly as wide as asked for; what it holds is not verified yet.
    /// @throws IOException when it is missing, malformed or cannot be read now
    Tile read(TileId id) throws IOException;
}
