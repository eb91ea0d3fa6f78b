package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.verifier.search.CallEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads events out of the index, and believes none that the log's signed checkpoint does not prove: the bytes give
/// the leaf hash, the leaf hash leads to the signed root, and what else the row says is what the bytes say.
public final class EventRows {
    private static final String COLUMNS = "e.at, e.time, e.id, e.leaf, e.type, e.bytes";

    private EventRows() {}

    public static Sql where(String condition, Object... values) {
        return from("event e WHERE " + condition, values);
    }

    /// The same over several tables.
    public static Sql from(String tables, Object... values) {
        return new Sql("SELECT " + COLUMNS + " FROM " + tables, values);
    }

    /// @throws IndexDamagedException a row is not what was sealed
    public static List<IndexedEvent> read(Sql sql, AsOf asOf) throws SQLException {
        List<IndexedEvent> events = sql.rows(asOf.connection(), row -> {
            long at = row.getLong(1);
            byte[] bytes = Objects.requireNonNullElse(row.getBytes(6), new byte[0]);
            EventView view = view(bytes);
            IndexedEvent event = new IndexedEvent(
                    asOf.logId(RowId.log(at)),
                    RowId.position(at),
                    row.getLong(2),
                    uuid(row.getBytes(3)),
                    IndexedTree.hash(row.getBytes(4)),
                    view == null ? IndexWriter.MALFORMED : view.type(),
                    view == null ? null : CallEvent.call(view),
                    bytes);
            boolean isSaid = event.time() == (view == null ? 0 : view.time().toEpochMilli())
                    && Objects.equals(event.id(), view == null ? null : view.id())
                    && asOf.dialect()
                            .read(String.valueOf(row.getString(5)))
                            .equals(asOf.dialect().word(event.type()));
            if (!isSaid) {
                throw damaged(event);
            }
            return event;
        });
        for (IndexedEvent event : events) {
            requireSealed(event, asOf);
        }
        return events;
    }

    private static void requireSealed(IndexedEvent event, AsOf asOf) throws SQLException {
        IndexedHead head = asOf.heads().get(event.log());
        HashReader tree = asOf.trees().get(event.log());
        Hash leaf = TreeHasher.leaf(event.bytes());
        if (head == null || tree == null || event.position() >= head.size() || !leaf.equals(event.leaf())) {
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

    private static @Nullable EventView view(byte[] bytes) {
        try {
            return EventView.read(bytes);
        } catch (MalformedEventException e) {
            return null;
        }
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
