package io.chirograph.retention.scope;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.tile.TileId;
import java.util.List;
import java.util.function.Consumer;

/// What proves a run of a log's events: the checkpoints made while it was published, the one that covers its end
/// among them, their cosignatures and time stamps, and the full tiles over it.
final class Proofs {
    private static final int LEVELS = 7;

    private final ScopeResolver objects;
    private final PublishedLog log;

    Proofs(ScopeResolver objects, PublishedLog log) {
        this.objects = objects;
        this.log = log;
    }

    /// @param first the run's first position
    /// @param end the position behind its last one
    void of(long first, long end, Consumer<ObjectVersion> to) throws ArchiveUnavailableException {
        List<Long> covering = log.checkpointSizes(end - 1, 1);
        long last = covering.isEmpty() ? end : covering.getFirst();
        for (String kind : List.of("checkpoints", "cosignatures", "refusals", "timestamps")) {
            String prefix = log.id() + "/" + kind + "/";
            // '~' stands behind everything that may follow a size
            objects.under(prefix, prefix + number(first + 1), prefix + number(last) + "~", to);
        }
        long width = TileId.WIDTH;
        for (int level = 0; level < LEVELS; level++) {
            for (long index = first / width; index <= (end - 1) / width; index++) {
                objects.key(log.id() + "/tile/" + TileId.full(level, index).path(), to);
            }
            if (end <= width) {
                return;
            }
            width *= TileId.WIDTH;
        }
    }

    private static String number(long n) {
        return "%016d".formatted(n);
    }
}
