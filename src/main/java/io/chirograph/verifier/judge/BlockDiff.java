package io.chirograph.verifier.judge;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.verifier.report.FindingKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One tile of 256 leaves: by the events, and as archived.
final class BlockDiff {
    /// Leaves in which the two differ.
    /// @param kind what has happened if the tile is the true one
    /// @param object where the first of them stands; null when the event is missing
    /// @param sealed how the events have it
    /// @param archived how the tile has it
    record Run(FindingKind kind, @Nullable String object, long position, TileId tile, String sealed, String archived) {}

    private final long index;
    private final long first;
    private final @Nullable Tile tile;
    private final List<Hash> fromEvents = new ArrayList<>(TileId.WIDTH);
    private final List<Hash> fromTile = new ArrayList<>(TileId.WIDTH);
    private final List<@Nullable String> objects = new ArrayList<>(TileId.WIDTH);
    private int closed;

    /// @param first the position of the first leaf that is compared, within that tile
    BlockDiff(long index, long first, @Nullable Tile tile) {
        this.index = index;
        this.first = first;
        this.tile = tile;
    }

    @Nullable
    Hash archived(long position) {
        return tile == null ? null : tile.hashes().get((int) (position % TileId.WIDTH));
    }

    void add(Hash event, Hash archived, @Nullable String object) {
        fromEvents.add(event);
        fromTile.add(archived);
        objects.add(object);
    }

    /// Adds the differences since the last call to `runs`, all of them as one.
    void closeRun(List<Run> runs) {
        int from = -1;
        int last = -1;
        for (int i = closed; i < fromEvents.size(); i++) {
            if (!fromEvents.get(i).equals(fromTile.get(i))) {
                from = from < 0 ? i : from;
                last = i;
            }
        }
        closed = fromEvents.size();
        if (from >= 0) {
            String more = last == from ? "" : " and others up to " + (first + last);
            runs.add(new Run(
                    kind(from, last),
                    objects.get(from),
                    first + from,
                    TileId.full(0, index),
                    fromEvents.get(from) + more,
                    fromTile.get(from).toString()));
        }
    }

    private FindingKind kind(int first, int last) {
        boolean several = last > first;
        if (several
                && new HashSet<>(fromEvents.subList(first, last + 1))
                        .equals(new HashSet<>(fromTile.subList(first, last + 1)))) {
            return FindingKind.EVENT_REORDERED;
        }
        if (several && fromEvents.get(first).equals(fromTile.get(first + 1))) {
            return FindingKind.EVENT_REMOVED;
        }
        if (several && fromTile.get(first).equals(fromEvents.get(first + 1))) {
            return FindingKind.EVENT_INSERTED;
        }
        return FindingKind.EVENT_ALTERED;
    }
}
