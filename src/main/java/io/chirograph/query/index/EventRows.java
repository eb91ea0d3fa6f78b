package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.verifier.search.CallEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads events out of the index, and believes none that the log's signed checkpoint does not prove: the bytes give
/// the leaf hash, the leaf hash leads to the signed root, and what else the row says is what the bytes say.
public final class EventRows {
    public static final String COLUMNS = "e.at, e.time, e.id, e.leaf, e.type, e.call, e.bytes";

    private EventRows() {}

    /// @throws IndexDamagedException a row is not what was sealed
    public static List<IndexedEvent> read(Connection connection, Sql sql, AsOf asOf) throws SQLException {
        List<IndexedEvent> events = sql.rows(connection, row -> {
            long at = row.getLong(1);
            byte[] bytes = Objects.requireNonNullElse(row.getBytes(7), new byte[0]);
            return new IndexedEvent(
                    asOf.logId(RowId.log(at)),
                    RowId.position(at),
                    row.getLong(2),
                    uuid(row.getBytes(3)),
                    IndexedTree.hash(row.getBytes(4)),
                    String.valueOf(row.getString(5)),
                    uuid(row.getBytes(6)),
                    bytes);
        });
        for (IndexedEvent event : events) {
            requireSealed(event, asOf);
        }
        return events;
    }

    private static void requireSealed(IndexedEvent event, AsOf asOf) throws SQLException {
        long number = asOf.numbers().getOrDefault(event.log(), 0L);
        IndexedHead head = asOf.heads().get(number);
        HashReader tree = asOf.trees().get(number);
        Hash leaf = TreeHasher.leaf(event.bytes());
        if (head == null
                || tree == null
                || event.position() >= head.size()
                || !leaf.equals(event.leaf())
                || !saysWhatItIs(event)) {
            throw damaged(event);
        }
        try {
            if (!InclusionProof.of(event.position(), head.size(), tree).verify(leaf, head.checkpoint())) {
                throw damaged(event);
            }
        } catch (IOException e) {
            throw e.getCause() instanceof SQLException failure ? failure : damaged(event);
        }
    }

    private static boolean saysWhatItIs(IndexedEvent event) {
        EventView view;
        try {
            view = EventView.read(event.bytes());
        } catch (MalformedEventException e) {
            return event.time() == 0
                    && event.id() == null
                    && event.type().equals(IndexWriter.MALFORMED)
                    && event.call() == null;
        }
        return event.time() == view.time().toEpochMilli()
                && view.id().equals(event.id())
                && event.type().equals(view.type())
                && Objects.equals(event.call(), CallEvent.of(view).call());
    }

    private static IndexDamagedException damaged(IndexedEvent event) {
        return new IndexDamagedException(
                "event " + event.position() + " of log " + event.log() + " is not what was sealed");
    }

    private static @Nullable UUID uuid(byte @Nullable [] bytes) throws IndexDamagedException {
        if (bytes != null && bytes.length != Ids.BYTES) {
            throw new IndexDamagedException("an id that is none");
        }
        return bytes == null ? null : Ids.of(bytes);
    }
}
