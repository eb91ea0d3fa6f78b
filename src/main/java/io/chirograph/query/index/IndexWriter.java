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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes events into the index within one transaction, which its maker commits once the events are known to
/// be the sealed ones. Not safe for many threads.
public final class IndexWriter implements AutoCloseable {
    public static final String MALFORMED = "malformed";
    private static final int CACHED_WORDS = 50_000;

    /// So many are kept back, and then written in the order of their table, each page of which is touched once.
    private static final int MOST_POSTINGS = 200_000;

    private static final Comparator<Posting> ORDER = Comparator.comparingLong(Posting::word)
            .thenComparingLong(Posting::item)
            .thenComparingLong(Posting::at);
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
    private final List<Posting> postings = new ArrayList<>();
    private final TreeMap<Long, TextVolume> volumes = new TreeMap<>();
    private long nextWord;
    private long items;
    private long most;

    /// That a word is said of an item, and by which event.
    private record Posting(long word, long item, long at) {}

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
            take(item);
            write(INSERT_ITEM, groups(facts, item, call, at, tenant));
            text(item, false, facts.text(view));
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
            postings.add(new Posting(word(term), item, at));
        }
        if (postings.size() >= MOST_POSTINGS) {
            writePostings();
        }
    }

    private void writePostings() throws SQLException {
        postings.sort(ORDER);
        for (Posting one : postings) {
            write("INSERT OR IGNORE INTO posting (word, item, at) VALUES (?, ?, ?)", one.word, one.item, one.at);
        }
        postings.clear();
    }

    private NavigableMap<Long, TextVolume> volumes() throws SQLException {
        if (volumes.isEmpty()) {
            for (TextVolume volume : TextVolume.all(connection)) {
                volumes.put(volume.begins(), volume);
            }
            long newest = volumes.lastEntry().getValue().number();
            items = counted("items", newest);
            most = counted("most", newest);
        }
        return volumes;
    }

    private long counted(String column, long volume) throws SQLException {
        Long count = number("SELECT " + column + " FROM volume WHERE number = ?", volume);
        return Objects.requireNonNull(count, "no such volume");
    }

    private TextVolume volume(long item) throws SQLException {
        return volumes().floorEntry(item).getValue();
    }

    /// Takes a new item into its volume of the full text. Where that is full and the item is behind all others, the
    /// next
    /// one begins with it, and what the full one has is put together for good.
    private void take(long item) throws SQLException {
        TextVolume newest = volumes().lastEntry().getValue();
        if (!newest.holds(item)) {
            return;
        }
        Long last = items < most ? null : number("SELECT max(number) FROM item");
        if (last != null && item > last) {
            String table = newest.table();
            write("INSERT INTO " + table + " (" + table + ") VALUES ('optimize')");
            writeItems();
            long next = newest.number() + 1;
            write(TextVolume.create(next));
            write("INSERT INTO volume (number, begins, items, most) VALUES (?, ?, 0, ?)", next, item, most);
            volumes.clear();
            volumes();
        }
        items++;
    }

    private void writeItems() throws SQLException {
        if (!volumes.isEmpty()) {
            long newest = volumes.lastEntry().getValue().number();
            write("UPDATE volume SET items = ? WHERE number = ?", items, newest);
        }
    }

    private void text(long item, boolean ended, String words) throws SQLException {
        write(
                "INSERT INTO " + volume(item).table() + " (rowid, words) VALUES (?, ?)",
                TextVolume.row(item, ended),
                words);
    }

    private void forget(long item) throws SQLException {
        for (boolean ended : new boolean[] {false, true}) {
            write("DELETE FROM " + volume(item).table() + " WHERE rowid = ?", TextVolume.row(item, ended));
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
                "UPDATE item SET ended = ?, outcome = ?, input = ?, output = ?, duration = ?, cost = ? WHERE number = ? AND ended"
                        + " IS NULL",
                at,
                facts.outcome(),
                facts.numbers().get("inputTokens"),
                facts.numbers().get("outputTokens"),
                facts.numbers().get("durationMillis"),
                facts.numbers().get("cost"),
                item);
        if (ended == 1) {
            post(ItemFacts.ending(facts), item, at);
            text(item, true, facts.text(view));
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
        writePostings();
        forget(known);
        try (ResultSet row =
                prepared("SELECT at, bytes FROM event WHERE item = ?", known).executeQuery()) {
            while (row.next()) {
                long at = row.getLong(1);
                EventView view = EventView.read(row.getBytes(2));
                CallEvent facts = CallEvent.of(view);
                move(facts.terms(), known, item);
                if (at == first) {
                    text(item, false, facts.text(view));
                }
                if (ended != null && at == ended) {
                    move(ItemFacts.ending(facts), known, item);
                    text(item, true, facts.text(view));
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
        writePostings();
        writeItems();
        if (nextWord != 0) {
            write("UPDATE word SET id = ? WHERE name = '' AND value = ''", nextWord);
        }
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
