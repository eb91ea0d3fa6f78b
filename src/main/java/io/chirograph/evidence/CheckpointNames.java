package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import java.util.List;
import java.util.OptionalLong;

/// Finds checkpoints by size, over their names alone, with a logarithmic number of requests.
final class CheckpointNames {
    private final PublishedLog log;

    CheckpointNames(PublishedLog log) {
        this.log = log;
    }

    /// The smallest size greater than `after`.
    OptionalLong next(long after) throws ArchiveUnavailableException {
        List<Long> sizes = log.checkpointSizes(after, 1);
        return sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sizes.getFirst());
    }

    /// The largest size that is not greater than `most`; 0 when there is none.
    long atMost(long most) throws ArchiveUnavailableException {
        long low = -1;
        for (long step = 1; low < 0 && most - step >= 0; step *= 2) {
            OptionalLong found = next(most - step);
            if (found.isPresent() && found.getAsLong() <= most) {
                low = found.getAsLong();
            }
        }
        if (low < 0) {
            OptionalLong first = next(-1);
            if (first.isEmpty() || first.getAsLong() > most) {
                return 0;
            }
            low = first.getAsLong();
        }
        long high = most;
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong found = next(middle);
            if (found.isPresent() && found.getAsLong() <= most) {
                low = found.getAsLong();
            } else {
                high = middle;
            }
        }
        return low;
    }
}
