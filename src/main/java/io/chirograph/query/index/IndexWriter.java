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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes events into the index within one transaction, which its maker commits once the events are known to
/// be the sealed ones. Not safe for many threads.
public final class IndexWriter implements AutoCloseable {
    public static final String MALFORMED = "malformed";
    private final Connection connection;
    private final long log;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    IndexWriter(Connection connection, long log) {
        this.connection = connection;
        this.log = log;
    }

    void segment(SegmentName name, String key) throws SQLException {
        write("INSERT INTO segment (at, count, key) VALUES (?, ?, ?)", RowId.of(log, name.first()), name.count(), key);
    }

    /// The hash that stands for a full tile one level up.
    void node(int level, long index, Hash hash) throws SQLException {
        write("INSERT INTO node (level, at, hash) VALUES (?, ?, ?)", level, RowId.of(log, index), hash.bytes());
    }

    /// Each statement is prepared once.
    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return Sql.bind(statement, Arrays.asList(values));
    }

    private int write(String sql, @Nullable Object... values) throws SQLException {
        return prepared(sql, values).executeUpdate();
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
        write(
                "INSERT INTO event (at, time, id, leaf, type, call, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                at,
                time,
                id,
                leaf.bytes(),
                type,
                call,
                bytes);
    }

    private void call(long at, EventView view, CallEvent facts, byte[] call) throws SQLException {
        long time = view.time().toEpochMilli();
        String text = view.data().at("/actor/verified/tenant").asString("");
        String tenant = text.isEmpty() ? null : text;
        if (write("INSERT OR IGNORE INTO call (id, time, first, tenant) VALUES (?, ?, ?, ?)", call, time, at, tenant)
                == 0) {
            time = earlier(call, time);
            if (tenant != null) {
                write(
                        "UPDATE call SET tenant = CASE WHEN tenant IS NULL OR tenant = ? THEN ? ELSE '' END WHERE id ="
                                + " ?",
                        tenant,
                        tenant,
                        call);
            }
        }
        if (facts.outcome() != null) {
            write("UPDATE call SET ended = ?, outcome = ? WHERE id = ? AND ended IS NULL", at, facts.outcome(), call);
        }
        for (Term found : facts.terms()) {
            write(
                    "INSERT OR IGNORE INTO term (name, value, time, call, at) VALUES (?, ?, ?, ?, ?)",
                    found.name(),
                    found.value(),
                    time,
                    call,
                    at);
        }
    }

    /// The time of a call that is there already. Where another log's events came first and this one is before them,
    /// it becomes this one's.
    private long earlier(byte[] call, long time) throws SQLException {
        long known;
        try (ResultSet row =
                prepared("SELECT time, first FROM call WHERE id = ?", call).executeQuery()) {
            row.next();
            known = row.getLong(1);
            if (time >= known || RowId.log(row.getLong(2)) == log) {
                return known;
            }
        }
        write("UPDATE call SET time = ? WHERE id = ?", time, call);
        for (Term found : terms(call)) {
            write(
                    "UPDATE OR REPLACE term SET time = ? WHERE name = ? AND value = ? AND time = ? AND call = ?",
                    time,
                    found.name(),
                    found.value(),
                    known,
                    call);
        }
        return time;
    }

    private Set<Term> terms(byte[] call) throws SQLException {
        Set<Term> terms = new HashSet<>();
        try (ResultSet row =
                prepared("SELECT bytes FROM event WHERE call = ?", call).executeQuery()) {
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
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
