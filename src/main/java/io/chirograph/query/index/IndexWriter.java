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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes events into the index within one transaction, which its maker commits once the events are known to
/// be the sealed ones. Not safe for many threads.
public final class IndexWriter implements AutoCloseable {
    public static final String MALFORMED = "malformed";
    private static final int CACHED_WORDS = 50_000;
    private static final String INSERT_WORD = "INSERT INTO word (name, value, id) VALUES (?, ?, ?)";
    private static final String INSERT_ITEM = "INSERT INTO item (" + String.join(", ", ItemFacts.GROUPS.keySet())
            + ", number, call, first, tenant) VALUES (" + "?, ".repeat(ItemFacts.GROUPS.size()) + "?, ?, ?, ?)";
    private static final String UPDATE_GROUPS = ItemFacts.GROUPS.keySet().stream()
            .map(column -> column + " = coalesce(" + column + ", ?)")
            .collect(Collectors.joining(", ", "UPDATE item SET ", " WHERE number = ?"));
    private final Connection connection;
    private final long log;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<Term, Long> words = new HashMap<>();
    private long nextWord;

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

    private @Nullable Long number(String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet row = prepared(sql, values).executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long number = row.getLong(1);
            return row.wasNull() ? null : number;
        }
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
        long time = view.time().toEpochMilli();
        Long item = null;
        if (ItemNumber.has(time) && (facts.call() != null || !facts.terms().isEmpty())) {
            item = item(at, view, facts);
        }
        insert(at, time, Ids.bytes(view.id()), leaf, view.type(), item, bytes);
    }

    private void insert(
            long at, long time, byte @Nullable [] id, Hash leaf, String type, @Nullable Long item, byte[] bytes)
            throws SQLException {
        write(
                "INSERT INTO event (at, time, id, leaf, type, item, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                at,
                time,
                id,
                leaf.bytes(),
                type,
                item,
                bytes);
    }

    private long item(long at, EventView view, CallEvent facts) throws SQLException {
        long time = view.time().toEpochMilli();
        byte @Nullable [] call = facts.call() == null ? null : Ids.bytes(facts.call());
        String tenant = ItemFacts.tenant(view, facts);
        Long known = call == null ? null : number("SELECT number FROM item WHERE call = ?", call);
        long item;
        if (known == null) {
            item = next(time);
            write(INSERT_ITEM, groups(facts, item, call, at, tenant));
            write("INSERT INTO said (rowid, words) VALUES (?, ?)", item, facts.text(view));
        } else {
            item = earlier(known, time);
            @Nullable Object[] groups = groups(facts, item);
            if (Arrays.stream(groups, 0, ItemFacts.GROUPS.size()).anyMatch(Objects::nonNull)) {
                write(UPDATE_GROUPS, groups);
            }
            if (tenant != null) {
                write(
                        "UPDATE item SET tenant = CASE WHEN tenant IS NULL OR tenant = ? THEN ? ELSE '' END WHERE"
                                + " number = ?",
                        tenant,
                        tenant,
                        item);
            }
        }
        post(facts.terms(), item, at);
        if (facts.outcome() != null) {
            end(at, view, facts, item);
        }
        return item;
    }

    /// The next number of a millisecond.
    private long next(long time) throws SQLException {
        Long last = number(
                "SELECT max(number) FROM item WHERE number >= ? AND number < ?",
                ItemNumber.from(time),
                ItemNumber.behind(time));
        long next = last == null ? ItemNumber.from(time) : last + 1;
        if (next == ItemNumber.behind(time)) {
            throw new SQLException("more items begin in millisecond " + time + " than can be listed");
        }
        return next;
    }

    private void post(Set<Term> terms, long item, long at) throws SQLException {
        for (Term term : terms) {
            write("INSERT OR IGNORE INTO posting (word, item, at) VALUES (?, ?, ?)", word(term), item, at);
        }
    }

    /// The words that figures about a call are grouped by, and further values behind them.
    private @Nullable Object[] groups(CallEvent facts, @Nullable Object... more) throws SQLException {
        int count = ItemFacts.GROUPS.size();
        @Nullable Object[] values = new @Nullable Object[count + more.length];
        int i = 0;
        for (Map.Entry<String, String> column : ItemFacts.GROUPS.entrySet()) {
            String value = facts.call() == null ? null : ItemFacts.group(column.getKey(), facts);
            values[i] = value == null ? null : word(new Term(column.getValue(), value));
            i++;
        }
        System.arraycopy(more, 0, values, count, more.length);
        return values;
    }

    private void end(long at, EventView view, CallEvent facts, long item) throws SQLException {
        int ended = write(
                "UPDATE item SET ended = ?, outcome = ?, input = ?, output = ?, duration = ? WHERE number = ? AND ended"
                        + " IS NULL",
                at,
                facts.outcome(),
                facts.numbers().get("inputTokens"),
                facts.numbers().get("outputTokens"),
                facts.numbers().get("durationMillis"),
                item);
        if (ended == 1) {
            post(ItemFacts.ending(facts), item, at);
            write("INSERT INTO told (rowid, words) VALUES (?, ?)", item, facts.text(view));
        }
    }

    private long word(Term term) throws SQLException {
        Long id = words.get(term);
        if (id == null) {
            id = number("SELECT id FROM word WHERE name = ? AND value = ?", term.name(), term.value());
        }
        if (id == null) {
            if (nextWord == 0) {
                Long next = number("SELECT id FROM word WHERE name = '' AND value = ''");
                nextWord = next == null ? 1 : next;
            }
            id = nextWord++;
            write(INSERT_WORD, term.name(), term.value(), id);
        }
        if (words.size() >= CACHED_WORDS) {
            words.clear();
        }
        words.put(term, id);
        return id;
    }

    /// The number of an item that is there already. Where another log's events came first and this one is before them,
    /// it gets another.
    private long earlier(long known, long time) throws SQLException {
        Long first = number("SELECT first FROM item WHERE number = ?", known);
        if (time >= ItemNumber.time(known) || first == null || RowId.log(first) == log) {
            return known;
        }
        long item = next(time);
        Long ended = number("SELECT ended FROM item WHERE number = ?", known);
        write("DELETE FROM said WHERE rowid = ?", known);
        write("DELETE FROM told WHERE rowid = ?", known);
        try (ResultSet row =
                prepared("SELECT at, bytes FROM event WHERE item = ?", known).executeQuery()) {
            while (row.next()) {
                long at = row.getLong(1);
                EventView view = EventView.read(row.getBytes(2));
                CallEvent facts = CallEvent.of(view);
                move(facts.terms(), known, item);
                if (at == first) {
                    write("INSERT INTO said (rowid, words) VALUES (?, ?)", item, facts.text(view));
                }
                if (ended != null && at == ended) {
                    move(ItemFacts.ending(facts), known, item);
                    write("INSERT INTO told (rowid, words) VALUES (?, ?)", item, facts.text(view));
                }
            }
        } catch (MalformedEventException e) {
            throw new IllegalStateException("An event that was indexed as one cannot be read any more", e);
        }
        write("UPDATE event SET item = ? WHERE item = ?", item, known);
        write("UPDATE item SET number = ? WHERE number = ?", item, known);
        return item;
    }

    private void move(Set<Term> terms, long from, long to) throws SQLException {
        for (Term term : terms) {
            write("UPDATE OR REPLACE posting SET item = ? WHERE word = ? AND item = ?", to, word(term), from);
        }
    }

    @Override
    public void close() throws SQLException {
        if (nextWord != 0) {
            write("UPDATE word SET id = ? WHERE name = '' AND value = ''", nextWord);
        }
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
