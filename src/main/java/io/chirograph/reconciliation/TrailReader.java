package io.chirograph.reconciliation;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.proof.CompactRange;
import io.chirograph.tlog.proof.HashReader;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the calls of some days from published logs, and verifies what it reads: with the tree before it,
/// it must have the root that the log's key signed.
///
/// Segments of other days are not read, so the work is that of the days asked for. One thread.
/// @param providers the configured names whose calls count
record TrailReader(Set<String> providers, Trail trail) {
    private static final int PAGE = 1000;

    /// A call that began earlier than so many days before, or ends later after, is taken for one that is
    /// not known.
    private static final int MARGIN = 2;

    /// @param to the day after the last
    /// @throws LogRefusedException what the archive holds is not what the log signed, or is not all there
    void read(FollowedLog log, LocalDate from, LocalDate to) throws ArchiveUnavailableException, LogRefusedException {
        PublishedLog published = log.published();
        OptionalLong newest = published.newestSize();
        if (newest.isEmpty() || newest.getAsLong() == 0) {
            return;
        }
        try {
            List<SegmentName> segments =
                    segments(published, from.minusDays(MARGIN), to.plusDays(MARGIN), newest.getAsLong());
            if (!segments.isEmpty()) {
                read(log, segments);
            }
        } catch (DamagedObjectException e) {
            throw new LogRefusedException(log.id(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (e.getCause() instanceof ArchiveUnavailableException away) {
                throw away;
            }
            throw new LogRefusedException(log.id(), String.valueOf(e.getMessage()));
        }
    }

    /// The segments of these days; where there are none the last one before, which says when the log fell
    /// silent.
    private static List<SegmentName> segments(PublishedLog log, LocalDate from, LocalDate to, long size)
            throws ArchiveUnavailableException, DamagedObjectException {
        List<SegmentName> first = log.published(null, 1);
        SegmentName after = first.isEmpty() || !first.getFirst().date().isBefore(from)
                ? null
                : new SegmentName(from.minusDays(1), 0, 1);
        List<SegmentName> found = new ArrayList<>();
        List<SegmentName> next;
        do {
            next = log.published(after, PAGE);
            for (SegmentName segment : next) {
                after = segment;
                if (!segment.date().isBefore(from) && !segment.date().isAfter(to) && segment.end() <= size) {
                    found.add(segment);
                }
            }
        } while (next.size() == PAGE && !next.getLast().date().isAfter(to));
        return found.isEmpty() ? log.covering(size - 1, size) : found;
    }

    private void read(FollowedLog log, List<SegmentName> segments)
            throws ArchiveUnavailableException, LogRefusedException, DamagedObjectException, IOException {
        PublishedLog published = log.published();
        long end = segments.getLast().end();
        Checkpoint signed = log.signed(end)
                .orElseThrow(() -> new LogRefusedException(log.id(), "there is no checkpoint of size " + end))
                .checkpoint();
        long first = segments.getFirst().first();
        CompactRange range = CompactRange.of(first, frontier(new SealedTree(published).at(end), first));
        CallReader calls = new CallReader(providers, trail);
        Seen seen = new Seen();
        for (SegmentName segment : segments) {
            if (segment.first() != range.size()) {
                throw new LogRefusedException(
                        log.id(),
                        "the events from " + range.size() + " to " + (segment.first() - 1) + " are not there");
            }
            published.entries(segment, (position, entry) -> {
                range.append(TreeHasher.leaf(entry));
                try {
                    EventView event = EventView.read(entry);
                    seen.event(position, event);
                    calls.event(event);
                } catch (MalformedEventException e) {
                    // what is no event explains no usage
                }
            });
        }
        if (!range.root().equals(signed.root())) {
            throw new LogRefusedException(log.id(), "the events up to " + end + " do not have the signed root");
        }
        calls.end();
        Instant last = seen.last;
        if (last != null) {
            trail.log(log.id(), new Trail.Log(end, seen.begins, last, seen.isStopped));
        }
    }

    /// What was seen of a log besides its calls.
    private static final class Seen {
        private @Nullable Instant begins;
        private @Nullable Instant last;
        private boolean isStopped;

        void event(long position, EventView event) {
            if (position == 0) {
                begins = event.time();
            }
            last = last == null || event.time().isAfter(last) ? event.time() : last;
            isStopped = event.type().equals(EventType.LOG_STOPPED.wire());
        }
    }

    private static List<Hash> frontier(HashReader tree, long size) throws IOException {
        List<Hash> frontier = new ArrayList<>();
        long at = 0;
        for (int height = Long.SIZE - 2; height >= 0; height--) {
            if ((size & (1L << height)) != 0) {
                frontier.add(tree.node(height, at >>> height));
                at += 1L << height;
            }
        }
        return frontier;
    }
}
