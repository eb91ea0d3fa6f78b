package io.chirograph.query.index;

import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.proof.CompactRange;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far one log is indexed: its right edge, and the last segment that was read.
/// @param number the log's number in the index
/// @param range the tree of everything indexed
/// @param segment the last segment; null when there was none
record LogCursor(long number, CompactRange range, @Nullable SegmentName segment) {
    /// The cursor of a log; a log that the index does not know yet gets a number and stands at nothing.
    static LogCursor of(IndexConnection connection, String logId) throws SQLException {
        new Sql(
                        "INSERT INTO log (number, id, size, frontier) SELECT coalesce(max(number), 0) + 1, ?, 0, ?"
                                + " FROM log WHERE TRUE ON CONFLICT (id) DO NOTHING",
                        logId,
                        new byte[0])
                .update(connection);
        try {
            return new Sql("SELECT number, size, frontier, segment FROM log WHERE id = ?", logId)
                    .rows(
                            connection,
                            row -> new LogCursor(
                                    row.getLong(1),
                                    CompactRange.of(row.getLong(2), hashes(row.getBytes(3))),
                                    segment(row.getString(4))))
                    .getFirst();
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw new IndexDamagedException("how far log " + logId + " is indexed cannot be read", e);
        }
    }

    /// Otherwise the archive would be blamed for what happened to the index.
    void requireSigned(IndexConnection connection, FollowedLog log) throws SQLException {
        byte @Nullable [] note = new Sql("SELECT note FROM log WHERE number = ?", number)
                .<byte @Nullable []>rows(connection, row -> row.getBytes(1))
                .getFirst();
        boolean holds = note == null
                ? range.size() == 0
                : IndexedHead.verified(log, number, range.size(), note)
                        .checkpoint()
                        .root()
                        .equals(range.root());
        if (!holds) {
            throw new IndexDamagedException("log " + log.id() + " is indexed up to what nobody signed");
        }
    }

    /// Writes the cursor within the transaction of what it stands behind.
    /// @param note the signed checkpoint of exactly this tree
    void write(IndexConnection connection, byte[] note) throws SQLException {
        new Sql(
                        "UPDATE log SET size = ?, frontier = ?, segment = ?, note = ? WHERE number = ?",
                        range.size(),
                        bytes(range.frontier()),
                        segment == null ? null : segment.date() + "/" + segment.first() + "/" + segment.count(),
                        note,
                        number)
                .update(connection);
    }

    private static @Nullable SegmentName segment(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("/", -1);
        return new SegmentName(LocalDate.parse(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    private static List<Hash> hashes(byte[] bytes) {
        List<Hash> hashes = new ArrayList<>();
        for (int offset = 0; offset < bytes.length; offset += Hash.SIZE) {
            hashes.add(Hash.of(bytes, offset));
        }
        return hashes;
    }

    private static byte[] bytes(List<Hash> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Hash.SIZE);
        hashes.forEach(hash -> bytes.put(hash.bytes()));
        return bytes.array();
    }
}
