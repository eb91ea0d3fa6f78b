package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.Term;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes events into the index within one transaction, which its maker commits once the events are known to
/// be the sealed ones. Not safe for many threads.
public final class IndexWriter implements AutoCloseable {
    public static final String MALFORMED = "malformed";
    private final long log;
    private final PreparedStatement segment;
    private final PreparedStatement event;
    private final PreparedStatement newCall;
    private final PreparedStatement callTenant;
    private final PreparedStatement callTime;
    private final PreparedStatement callEvents;
    private final PreparedStatement moveCall;
    private final PreparedStatement moveTerm;
    private final PreparedStatement endCall;
    private final PreparedStatement term;
    private final PreparedStatement node;

    IndexWriter(Connection connection, long log) throws SQLException {
        this.log = log;
        segment = connection.prepareStatement("INSERT INTO segment (at, count, key) VALUES (?, ?, ?)");
        event = connection.prepareStatement(
                "INSERT INTO event (at, time, id, leaf, type, call, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)");
        newCall =
                connection.prepareStatement("INSERT OR IGNORE INTO call (id, time, first, tenant) VALUES (?, ?, ?, ?)");
        callTime = connection.prepareStatement("SELECT time, first FROM call WHERE id = ?");
        callEvents = connection.prepareStatement("SELECT bytes FROM event WHERE call = ?");
        moveCall = connection.prepareStatement("UPDATE call SET time = ? WHERE id = ?");
        moveTerm = connection.prepareStatement(
                "UPDATE OR REPLACE term SET time = ? WHERE name = ? AND value = ? AND time = ? AND call = ?");
        endCall = connection.prepareStatement("UPDATE call SET ended = ?, outcome = ? WHERE id = ? AND ended IS NULL");
        callTenant = connection.prepareStatement(
                "UPDATE call SET tenant = CASE WHEN tenant IS NULL OR tenant = ? THEN ?" + " ELSE '' END WHERE id = ?");
        term = connection.prepareStatement(
                "INSERT OR IGNORE INTO term (name, value, time, call, at) VALUES (?, ?, ?, ?, ?)");
        node = connection.prepareStatement("INSERT INTO node (level, at, hash) VALUES (?, ?, ?)");
    }

    void segment(SegmentName name, String key) throws SQLException {
        segment.setLong(1, RowId.of(log, name.first()));
        segment.setLong(2, name.count());
        segment.setString(3, key);
        segment.executeUpdate();
    }

    /// The hash that stands for a full tile one level up.
    void node(int level, long index, Hash hash) throws SQLException {
        node.setInt(1, level);
        node.setLong(2, RowId.of(log, index));
        node.setBytes(3, hash.bytes());
        node.executeUpdate();
    }

    /// An entry that is no event is kept too, and found by its leaf hash: it is in the log.
    void event(long position, byte[] bytes, Hash leaf) throws SQLException {
        long at = RowId.of(log, position);
        EventView view;
        try {
            view = EventView.read(bytes);
        } catch (MalformedEventException e) {
            insert(at, 0, null, leaf, MALFORMED, null, bytes);
            return;
        }
        CallEvent facts = CallEvent.of(view);
        byte @Nullable [] call = facts.call() == null ? null : Ids.bytes(facts.call());
        insert(at, view.time().toEpochMilli(), Ids.bytes(view.id()), leaf, view.type(), call, bytes);
        if (call != null) {
            call(at, view, facts, call);
        }
    }

    private void insert(
            long at, long time, byte @Nullable [] id, Hash leaf, String type, byte @Nullable [] call, byte[] bytes)
            throws SQLException {
        event.setLong(1, at);
        event.setLong(2, time);
        event.setBytes(3, id);
        event.setBytes(4, leaf.bytes());
        event.setString(5, type);
        event.setBytes(6, call);
        event.setBytes(7, bytes);
        event.executeUpdate();
    }

    private void call(long at, EventView view, CallEvent facts, byte[] call) throws SQLException {
        long time = view.time().toEpochMilli();
        newCall.setBytes(1, call);
        newCall.setLong(2, time);
        newCall.setLong(3, at);
        String tenant = view.data().at("/actor/verified/tenant").asString("");
        newCall.setString(4, tenant.isEmpty() ? null : tenant);
        if (newCall.executeUpdate() == 0) {
            time = earlier(call, time);
            if (!tenant.isEmpty()) {
                tenant(call, tenant);
            }
        }
        if (facts.outcome() != null) {
            endCall.setLong(1, at);
            endCall.setString(2, facts.outcome());
            endCall.setBytes(3, call);
            endCall.executeUpdate();
        }
        for (Term found : facts.terms()) {
            term.setString(1, found.name());
            term.setString(2, found.value());
            term.setLong(3, time);
            term.setBytes(4, call);
            term.setLong(5, at);
            term.executeUpdate();
        }
    }

    private void tenant(byte[] call, String tenant) throws SQLException {
        callTenant.setString(1, tenant);
        callTenant.setString(2, tenant);
        callTenant.setBytes(3, call);
        callTenant.executeUpdate();
    }

    /// The time of a call that is there already. Where another log's events came first and this one is before them,
    /// it becomes this one's.
    private long earlier(byte[] call, long time) throws SQLException {
        callTime.setBytes(1, call);
        long known;
        try (ResultSet row = callTime.executeQuery()) {
            row.next();
            known = row.getLong(1);
            if (time >= known || RowId.log(row.getLong(2)) == log) {
                return known;
            }
        }
        moveCall.setLong(1, time);
        moveCall.setBytes(2, call);
        moveCall.executeUpdate();
        for (Term found : terms(call)) {
            moveTerm.setLong(1, time);
            moveTerm.setString(2, found.name());
            moveTerm.setString(3, found.value());
            moveTerm.setLong(4, known);
            moveTerm.setBytes(5, call);
            moveTerm.executeUpdate();
        }
        return time;
    }

    private Set<Term> terms(byte[] call) throws SQLException {
        Set<Term> terms = new HashSet<>();
        callEvents.setBytes(1, call);
        try (ResultSet row = callEvents.executeQuery()) {
            while (row.next()) {
                terms.addAll(CallEvent.of(EventView.read(row.getBytes(1))).terms());
            }
        } catch (MalformedEventException e) {
            throw new IllegalStateException("An event that was indexed as one cannot be read any more", e);
        }
        return terms;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : new PreparedStatement[] {
            segment, event, newCall, callTenant, callTime, callEvents, moveCall, moveTerm, endCall, term, node
        }) {
            statement.close();
        }
    }
}
