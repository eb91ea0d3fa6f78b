package io.chirograph.verifier.options;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The part of a log that is read: from a checkpoint to a checkpoint. What lies before is taken from the tiles and
/// held against the first of them; that the rest extends the second is proven from the tiles.
/// @param start the size of the checkpoint before it; 0 for the log's beginning
/// @param end the size of the checkpoint that it ends with
public record VerificationRange(long start, long end, long newest) {
    /// The smallest part that holds the demanded positions.
    /// @param newest the size of the newest checkpoint that is believed
    public static VerificationRange of(PublishedLog log, VerificationOptions demands, long newest)
            throws ArchiveUnavailableException {
        if (!demands.isPart()) {
            return new VerificationRange(0, newest, newest);
        }
        long start = demands.from() == 0 ? 0 : log.sizeUpTo(Math.min(demands.from(), newest - 1));
        long wanted = Math.max(demands.to(), start + 1);
        OptionalLong end = wanted >= newest ? OptionalLong.of(newest) : log.sizeAfter(wanted - 1);
        return new VerificationRange(start, Math.min(newest, end.orElse(newest)), newest);
    }

    public boolean isFromStart() {
        return start == 0;
    }

    /// Whether a checkpoint of this size is compared on the way from its start to its end.
    public boolean holds(@Nullable Long size) {
        return size != null && size >= start && size <= end;
    }

    public boolean isToEnd() {
        return end == newest;
    }

    /// The key from which on its segments are listed.
    public String firstSegment(PublishedLog log) throws ArchiveUnavailableException {
        Optional<SegmentName> first = start == 0 ? Optional.empty() : log.segmentFrom(start);
        return first.map(log::key).orElse("");
    }

    /// The key from which on its checkpoints are listed.
    public String firstCheckpoint(PublishedLog log) {
        return start == 0 ? "" : log.layout().checkpoint(start);
    }
}
