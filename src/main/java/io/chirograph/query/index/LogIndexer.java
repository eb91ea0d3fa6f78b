package io.chirograph.query.index;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.proof.CompactRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Brings one log's published events into the index, a signed checkpoint at a time.
///
/// Events become visible, all at once, only after the tree over them has the root that the checkpoint signs and
/// continues the tree indexed before; whatever goes wrong, the index stays as it was.
public final class LogIndexer {
    private static final int STEP_EVENTS = 20_000;
    private static final int PAGE = 1000;
    private final FollowedLog log;
    private final PublishedLog published;
    private final IndexStore index;
    private final List<Long> rotations = new ArrayList<>();

    public LogIndexer(FollowedLog log, IndexStore index) {
        this.log = log;
        this.published = log.published();
        this.index = index;
    }

    FollowedLog log() {
        return log;
    }

    /// What one step did.
    /// @param indexed how many events are indexed now
    /// @param published the largest size that the archive listed; a lower bound while far behind
    /// @param events how many events this step brought in
    public record Step(long indexed, long published, long events) {}

    /// Indexes up to some next checkpoint, if there is one.
    /// @throws LogRefusedException what the archive holds is not what the log signed
    public Step step() throws ArchiveUnavailableException, LogRefusedException, SQLException {
        try (IndexConnection connection = index.writer()) {
            return connection == null ? others() : step(connection);
        }
    }

    /// How far others that share the index have come: one of them writes now.
    private Step others() throws ArchiveUnavailableException, SQLException {
        long from = index.read(connection ->
                new Sql("SELECT coalesce(max(size), 0) FROM log WHERE id = ?", log.id()).number(connection));
        List<Long> sizes = published.checkpointSizes(from, PAGE);
        return new Step(from, sizes.isEmpty() ? from : sizes.getLast(), 0);
    }

    private Step step(IndexConnection connection)
            throws ArchiveUnavailableException, LogRefusedException, SQLException {
        LogCursor cursor = LogCursor.of(connection, log.id());
        cursor.requireSigned(connection, log);
        long from = cursor.range().size();
        List<Long> sizes = published.checkpointSizes(from, PAGE);
        if (sizes.isEmpty()) {
            connection.commit();
            return new Step(from, from, 0);
        }
        long next = target(from, sizes);
        FollowedLog.Signed signed = log.signed(next)
                .orElseThrow(
                        () -> new ArchiveUnavailableException("checkpoint " + next + " is listed but not there", null));
        Checkpoint target = signed.checkpoint();
        rotations.clear();
        LogCursor after = copy(connection, cursor, target);
        if (!after.range().root().equals(target.root())) {
            throw new LogRefusedException(
                    log.id(), "the events up to " + target.size() + " do not have the root that the checkpoint signs");
        }
        requireFollowed();
        after.write(connection, signed.bytes());
        connection.commit(); // the commit point: before it nothing is visible, after it everything is verified
        return new Step(target.size(), sizes.getLast(), target.size() - from);
    }

    /// A rotation counts once a checkpoint says so that both keys signed.
    private void requireFollowed() throws ArchiveUnavailableException, LogRefusedException {
        for (long position : rotations) {
            if (!log.follows(position)) {
                throw new LogRefusedException(
                        log.id(),
                        "event " + position + " makes another key the signing key, and the checkpoint " + (position + 1)
                                + " is not signed by both");
            }
        }
    }

    private static long target(long from, List<Long> sizes) {
        long target = sizes.getFirst();
        for (long size : sizes) {
            if (size - from <= STEP_EVENTS) {
                target = size;
            }
        }
        return target;
    }

    private LogCursor copy(IndexConnection connection, LogCursor cursor, Checkpoint target)
            throws ArchiveUnavailableException, LogRefusedException, SQLException {
        CompactRange range = cursor.range().copy();
        SegmentName last = cursor.segment();
        try (IndexWriter writer = index.writer(connection, cursor.number())) {
            while (range.size() < target.size()) {
                List<SegmentName> next = published.published(last, PAGE);
                if (next.isEmpty()) {
                    throw refused(range, target, "no segment holds it");
                }
                for (SegmentName segment : next) {
                    last = segment;
                    if (segment.first() >= range.size()) {
                        if (segment.first() > range.size() || segment.end() > target.size()) {
                            throw refused(range, target, "the next segment is " + published.key(segment));
                        }
                        copy(segment, range, writer);
                    }
                    if (range.size() == target.size()) {
                        break;
                    }
                }
            }
        }
        return new LogCursor(cursor.number(), range, last);
    }

    private void copy(SegmentName segment, CompactRange range, IndexWriter writer)
            throws ArchiveUnavailableException, LogRefusedException, SQLException {
        writer.segment(segment, published.key(segment));
        try {
            published.entries(segment, (position, entry) -> {
                Hash leaf = TreeHasher.leaf(entry);
                try {
                    writer.event(position, entry, leaf);
                } catch (SQLException e) {
                    throw new SinkFailure(e);
                }
                if (log.isRotation(entry)) {
                    rotations.add(position);
                }
                range.append(leaf, (height, index, hash) -> node(writer, height, index, hash));
            });
        } catch (DamagedObjectException e) {
            throw new LogRefusedException(log.id(), String.valueOf(e.getMessage()));
        } catch (SinkFailure e) {
            throw e.failure;
        }
    }

    private static void node(IndexWriter writer, int height, long index, Hash hash) {
        if (height == 0 || height % 8 != 0) {
            return;
        }
        try {
            writer.node(height / 8, index, hash);
        } catch (SQLException e) {
            throw new SinkFailure(e);
        }
    }

    private LogRefusedException refused(CompactRange range, Checkpoint target, String why) {
        return new LogRefusedException(
                log.id(), "event " + range.size() + " of signed size " + target.size() + " is missing: " + why);
    }

    /// Carries a checked failure out of the sink.
    private static final class SinkFailure extends RuntimeException {
        private final transient SQLException failure;

        SinkFailure(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
