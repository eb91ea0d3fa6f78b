package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A segment of positions that other segments hold too.
/// @param size of the log
record UnpublishedSegment(PublishedLog log, SegmentName name, long size) {
    /// A segment that was read.
    record Read(SegmentName name, List<Hash> leaves) {}

    /// Whether its events, so far as the log has positions for them, are those that the others hold.
    /// @param leaves of its events
    /// @param last the newest segment that was taken for the log; null for none
    boolean repeats(List<Hash> leaves, @Nullable Read last) throws ArchiveUnavailableException {
        long end = Math.min(name.end(), size);
        int count = Math.toIntExact(Math.max(0, end - name.first()));
        if (count == 0 || leaves.size() != name.count()) {
            return false;
        }
        List<Hash> held = new ArrayList<>();
        for (long at = name.first(); at < end; at = name.first() + held.size()) {
            Read one = last != null && last.name.first() <= at && at < last.name.end() ? last : read(at);
            if (one == null || one.leaves.size() != one.name.count() || isSameRange(one.name)) {
                return false;
            }
            held.addAll(one.leaves.subList((int) (at - one.name.first()), one.leaves.size()));
        }
        return held.subList(0, count).equals(leaves.subList(0, count));
    }

    /// No exporter cuts one batch under two names: somebody copied it.
    private boolean isSameRange(SegmentName other) {
        return other.first() == name.first() && other.end() == name.end();
    }

    private @Nullable Read read(long at) throws ArchiveUnavailableException {
        SegmentName found = log.segmentFrom(at).orElse(null);
        if (found == null || found.equals(name)) {
            return null;
        }
        List<Hash> leaves = new ArrayList<>();
        try {
            log.entries(found, (position, entry) -> leaves.add(TreeHasher.leaf(entry)));
        } catch (DamagedObjectException e) {
            return null; // that is told where it is read in its turn
        }
        return new Read(found, leaves);
    }
}
