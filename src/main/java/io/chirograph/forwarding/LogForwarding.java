package io.chirograph.forwarding;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.forwarding.Destination.Entry;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.CompactRange;
import io.chirograph.tlog.proof.HashReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one log to one destination, a segment at a time. One thread.
///
/// A segment is fetched once, held against the signed root at its end, and only then sent, from the same
/// bytes.
final class LogForwarding {
    private static final Logger LOG = LoggerFactory.getLogger(LogForwarding.class);
    private static final int PAGE = 1000;
    private static final int SEGMENTS_A_STEP = 8;
    private final FollowedLog log;
    private final PublishedLog published;
    private final Destination destination;
    private final boolean fromNow;
    private final DestinationStatus status;
    private final CursorFile file;
    private final Clock clock;
    private final Deque<SegmentName> next = new ArrayDeque<>();
    private @Nullable ForwardCursor cursor;
    private boolean isUnwritten;
    private long newest = -1;
    private long suspect = -1;

    /// @param fromNow whether to begin behind the newest event instead of at the oldest
    LogForwarding(
            FollowedLog log,
            Destination destination,
            boolean fromNow,
            DestinationStatus status,
            CursorFile file,
            Clock clock) {
        this.log = log;
        this.published = log.published();
        this.destination = destination;
        this.fromNow = fromNow;
        this.status = status;
        this.file = file;
        this.clock = clock;
    }

    String id() {
        return log.id();
    }

    /// Finds out how far the log is published.
    /// @throws IOException there is a cursor and it cannot be read
    void look() throws ArchiveUnavailableException, IOException {
        if (cursor == null) {
            cursor = file.read(log.id()).orElse(null);
        }
        newest = Math.max(newest, published.newestSize(newest).orElse(0));
        status.stands(log.id(), newest, cursor);
    }

    /// Sends what some segments hold, behind a [#look()].
    /// @return whether there is more to do at once
    /// @throws LogRefusedException what the archive holds is not what the log signed
    /// @throws DestinationAwayException the rest is to be sent later
    boolean step(BooleanSupplier stopping)
            throws ArchiveUnavailableException, DamagedObjectException, LogRefusedException, IOException {
        boolean more = false;
        try {
            ForwardCursor at = begun();
            if (at != null) {
                if (isUnwritten) {
                    move(at);
                }
                if (next.isEmpty()) {
                    next.addAll(published.published(at.segment(), PAGE));
                    requireAll(at);
                }
                int left = SEGMENTS_A_STEP;
                while (left > 0 && !next.isEmpty() && forward(next.getFirst(), stopping)) {
                    next.removeFirst();
                    left--;
                }
                more = left == 0 || (left < SEGMENTS_A_STEP && next.isEmpty());
            }
        } finally {
            if (!more) {
                next.clear();
            }
        }
        return more;
    }

    /// A segment is there before the checkpoint that covers it.
    private void requireAll(ForwardCursor at) throws ArchiveUnavailableException {
        if (next.isEmpty() && newest > at.size()) {
            throw new ArchiveUnavailableException(
                    "log " + log.id() + " is signed up to " + newest + " and no segment begins at " + at.size(), null);
        }
    }

    /// The cursor; null while nothing is there to begin with.
    private @Nullable ForwardCursor begun() throws ArchiveUnavailableException, DamagedObjectException, IOException {
        if (cursor != null) {
            return cursor;
        }
        if (fromNow) {
            SegmentName last =
                    newest <= 0 ? null : published.covering(newest - 1, newest).getLast();
            move(ForwardCursor.at(log.id(), tree(Math.max(0, newest)), last));
        } else {
            List<SegmentName> oldest = published.published(null, 1);
            if (oldest.isEmpty() || newest < oldest.getFirst().end()) {
                return null;
            }
            move(ForwardCursor.at(log.id(), tree(oldest.getFirst().first()), null));
        }
        LOG.info("{} begins in log {} at position {}", status.name(), log.id(), cursor().position());
        return cursor;
    }

    /// The right edge at an earlier size, from the tiles. A wrong one is found out at the next signed root.
    private CompactRange tree(long size) throws IOException {
        HashReader tiles = new SealedTree(published).at(Math.max(newest, size));
        List<Hash> frontier = new ArrayList<>();
        long at = 0;
        for (long part = Long.highestOneBit(size); part > 0; part >>= 1) {
            if ((size & part) != 0) {
                frontier.add(tiles.subtree(at, at + part));
                at += part;
            }
        }
        return CompactRange.of(size, frontier);
    }

    /// @return whether the segment was forwarded whole
    private boolean forward(SegmentName segment, BooleanSupplier stopping)
            throws ArchiveUnavailableException, DamagedObjectException, LogRefusedException, IOException {
        FollowedLog.Signed signed = log.signed(segment.end()).orElse(null);
        if (signed == null) {
            return false; // a segment is there before its checkpoint is
        }
        newest = Math.max(newest, segment.end());
        if (segment.first() > cursor().size() && !isPassed(segment)) {
            return false;
        }
        if (segment.first() != cursor().size()) {
            throw new LogRefusedException(
                    log.id(), "events up to " + cursor().size() + " are followed by " + published.key(segment));
        }
        byte[] object = published.object(segment);
        SegmentCodec codec = new SegmentCodec(published.layout(), segment);
        CompactRange tree = cursor().tree();
        codec.read(object, (position, entry) -> tree.append(TreeHasher.leaf(entry)));
        if (!signed.checkpoint().root().equals(tree.root())) {
            throw new LogRefusedException(
                    log.id(), "the events up to " + segment.end() + " do not have the root that the checkpoint signs");
        }
        Sending sending = new Sending(stopping);
        try {
            codec.read(object, sending);
            sending.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (sending.isStopped) {
            return false;
        }
        move(cursor().behind(tree, segment));
        return true;
    }

    /// Passes over segments that a signed size covers and that are gone. The first look may have met a
    /// listing that was not up to date; the second one counts.
    private boolean isPassed(SegmentName segment) throws IOException {
        if (suspect != segment.first()) {
            suspect = segment.first();
            return false;
        }
        CompactRange tree = tree(segment.first());
        long missing = cursor().position();
        long events = segment.first() - missing;
        LOG.error(
                "{} does not get the events {} to {} of log {}: they left the archive before",
                status.name(),
                missing,
                segment.first() - 1,
                log.id());
        move(cursor().lost(
                        new ForwardCursor.Note(missing, segment.first(), events, "not in the archive", clock.instant()),
                        tree));
        return true;
    }

    private ForwardCursor cursor() {
        return Objects.requireNonNull(cursor, "a cursor that was begun");
    }

    /// Durable on return. What is in memory is ahead of the disk only until the next step.
    private void move(ForwardCursor moved) throws IOException {
        cursor = moved;
        isUnwritten = true;
        file.write(moved);
        isUnwritten = false;
        status.stands(log.id(), newest, moved);
    }

    /// Takes the entries of a segment and sends those behind the cursor.
    private final class Sending implements SegmentCodec.Sink, Destination.Progress {
        private final BooleanSupplier stopping;
        private final List<Entry> batch = new ArrayList<>();
        private long bytes;
        private boolean isStopped;

        Sending(BooleanSupplier stopping) {
            this.stopping = stopping;
        }

        @Override
        public void accept(long position, byte[] bytes) {
            if (position < cursor().position() || isStopped) {
                return;
            }
            try {
                ForwardedEvent event = new ForwardedEvent(
                        log.id(), log.origin(), position, TreeHasher.leaf(bytes), EventView.read(bytes), bytes);
                if (destination.wants(event)) {
                    add(destination.entry(event));
                }
            } catch (MalformedEventException e) {
                flush();
                if (!isStopped) {
                    destination.park(List.of(new Entry(position, bytes)), 1, "it is no event", this);
                }
            }
        }

        private void add(Entry entry) {
            if (destination.isFull(batch, bytes, entry)) {
                flush();
            }
            batch.add(entry);
            bytes += entry.record().length;
        }

        void flush() {
            isStopped |= stopping.getAsBoolean();
            if (!batch.isEmpty() && !isStopped) {
                destination.deliver(batch, this);
                batch.clear();
                bytes = 0;
            }
        }

        @Override
        public void taken(long to, long events) {
            moved(cursor().sent(to, events));
        }

        @Override
        public void parked(ForwardCursor.Note note) {
            moved(cursor().parked(note));
        }

        private void moved(ForwardCursor to) {
            try {
                move(to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
