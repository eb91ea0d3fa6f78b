package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.Term;
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
///
/// What each event changes is decided here; an engine that takes many rows at once keeps them back, by its own form of
/// the steps that are `protected`.
public class IndexWriter implements AutoCloseable {
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
    private final IndexConnection connection;
    private final long log;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<Term, Long> words = new HashMap<>();
    private final List<Posting> postings = new ArrayList<>();
    private final TreeMap<Long, TextVolume> volumes = new TreeMap<>();
    private long nextWord;
    private long items;
    private long most;

    /// That a word is said of an item, and by which event.
    protected record Posting(long word, long item, long at) {}

    /// One event that is to be written.
    /// @param at its place
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    protected record Read(long at, byte[] bytes, Hash leaf, EventView view, CallEvent facts) {
        public long time() {
            return view.time().toEpochMilli();
        }
    }

    protected IndexWriter(IndexConnection connection, long log) {
        this.connection = connection;
        this.log = log;
    }

    final void segment(SegmentName name, String key) throws SQLException {
        write("INSERT INTO segment (at, count, key) VALUES (?, ?, ?)", RowId.of(log, name.first()), name.count(), key);
    }

    /// The hash that stands for a full tile one level up.
    void node(int level, long index, Hash hash) throws SQLException {
        write("INSERT INTO node (level, at, hash) VALUES (?, ?, ?)", level, RowId.of(log, index), hash.bytes());
    }

    /// Each statement is prepared once.
    protected final PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepare(sql);
            statements.put(sql, statement);
        }
        return connection.bind(statement, Arrays.asList(values));
    }

    protected final int write(String sql, @Nullable Object... values) throws SQLException {
        return prepared(sql, values).executeUpdate();
    }

    protected final @Nullable Long number(String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet row = prepared(sql, values).executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long number = row.getLong(1);
            return row.wasNull() ? null : number;
        }
    }

    /// An entry that is no event is kept too, and found by its leaf hash: it is in the log.
    final void event(long position, byte[] bytes, Hash leaf) throws SQLException {
        long at = RowId.of(log, position);
        EventView view;
        try {
            view = EventView.read(bytes);
        } catch (MalformedEventException e) {
            insert(at, 0, null, leaf, MALFORMED, null, bytes);
            return;
        }
        take(new Read(at, bytes, leaf, view, CallEvent.of(view)));
    }

    /// Takes an event, in the order of places.
    protected void take(Read event) throws SQLException {
        Long item = isListed(event) ? item(event.at, event.view, event.facts) : null;
        insert(
                event.at,
                event.time(),
                Ids.bytes(event.view.id()),
                event.leaf,
                connection.dialect().word(event.view.type()),
                item,
                event.bytes);
    }

    /// Whether there is an item that an event is of.
    protected static boolean isListed(Read event) {
        CallEvent facts = event.facts;
        return ItemNumber.has(event.time())
                && (facts.call() != null || !facts.terms().isEmpty());
    }

    protected void insert(
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
        String proven = ItemFacts.tenant(view, facts);
        String tenant = proven == null ? null : connection.dialect().word(proven);
        Long known = call == null ? null : known(call);
        long item;
        if (known == null) {
            item = next(time);
            take(item);
            begin(item, call, at, tenant, groups(facts));
            text(item, false, facts.text(view));
        } else {
            item = earlier(known, time);
            @Nullable Long[] groups = groups(facts);
            if (Arrays.stream(groups).anyMatch(Objects::nonNull)) {
                fill(item, groups);
            }
            if (tenant != null) {
                prove(item, tenant);
            }
        }
        post(facts.terms(), item, at);
        if (facts.outcome() != null && end(item, at, facts)) {
            post(ItemFacts.ending(facts), item, at);
            text(item, true, facts.text(view));
        }
        return item;
    }

    /// The number of a call's item; null where there is none yet.
    protected @Nullable Long known(byte[] call) throws SQLException {
        return number("SELECT number FROM item WHERE call = ?", (Object) call);
    }

    /// Makes an item.
    protected void begin(long item, byte @Nullable [] call, long at, @Nullable String tenant, @Nullable Long[] groups)
            throws SQLException {
        write(INSERT_ITEM, with(groups, item, call, at, tenant));
    }

    /// Says what an item is grouped by, as far as nothing said it before.
    protected void fill(long item, @Nullable Long[] groups) throws SQLException {
        write(UPDATE_GROUPS, with(groups, item));
    }

    /// Says that a credential proved a tenant for an item.
    protected void prove(long item, String tenant) throws SQLException {
        write(
                "UPDATE item SET tenant = CASE WHEN tenant IS NULL OR tenant = ? THEN ? ELSE '' END WHERE number = ?",
                tenant,
                tenant,
                item);
    }

    /// Says what ended an item.
    /// @return whether nothing had ended it before
    protected boolean end(long item, long at, CallEvent facts) throws SQLException {
        int ended = write(
                "UPDATE item SET ended = ?, outcome = ?, input = ?, output = ?, duration = ?, cost = ? WHERE number ="
                        + " ? AND ended IS NULL",
                at,
                facts.outcome(),
                facts.numbers().get("inputTokens"),
                facts.numbers().get("outputTokens"),
                facts.numbers().get("durationMillis"),
                facts.numbers().get("cost"),
                item);
        return ended == 1;
    }

    /// The next number of a millisecond.
    private long next(long time) throws SQLException {
        Long last = last(ItemNumber.from(time), ItemNumber.behind(time));
        long next = last == null ? ItemNumber.from(time) : last + 1;
        if (next == ItemNumber.behind(time)) {
            throw new SQLException("more items begin in millisecond " + time + " than can be listed");
        }
        return next;
    }

    /// The last item of some numbers; null where there is none.
    protected @Nullable Long last(long from, long before) throws SQLException {
        return number("SELECT max(number) FROM item WHERE number >= ? AND number < ?", from, before);
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
        write(postings);
        postings.clear();
    }

    /// Writes postings in their order; what is there already stays.
    protected void write(List<Posting> all) throws SQLException {
        for (Posting one : all) {
            write("INSERT OR IGNORE INTO posting (word, item, at) VALUES (?, ?, ?)", one.word, one.item, one.at);
        }
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
        Long last = items < most ? null : last(0, Long.MAX_VALUE);
        if (last != null && item > last) {
            write(connection.dialect().finishText(newest.table()));
            writeItems();
            long next = newest.number() + 1;
            write(connection.dialect().createText(TextVolume.table(next)));
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
        text(volume(item).table(), TextVolume.row(item, ended), words);
    }

    /// Takes a row of the full text.
    protected void text(String table, long row, String words) throws SQLException {
        write("INSERT INTO " + table + " (rowid, words) VALUES (?, ?)", row, words);
    }

    private void forget(long item) throws SQLException {
        for (boolean ended : new boolean[] {false, true}) {
            write("DELETE FROM " + volume(item).table() + " WHERE rowid = ?", TextVolume.row(item, ended));
        }
    }

    /// The words that figures about a call are grouped by.
    private @Nullable Long[] groups(CallEvent facts) throws SQLException {
        @Nullable Long[] values = new @Nullable Long[ItemFacts.GROUPS.size()];
        int i = 0;
        for (Map.Entry<String, String> column : ItemFacts.GROUPS.entrySet()) {
            String value = facts.call() == null ? null : ItemFacts.group(column.getKey(), facts);
            values[i] = value == null ? null : word(new Term(column.getValue(), value));
            i++;
        }
        return values;
    }

    private static @Nullable Object[] with(@Nullable Long[] groups, @Nullable Object... more) {
        @Nullable Object[] values = Arrays.copyOf(groups, groups.length + more.length, Object[].class);
        System.arraycopy(more, 0, values, groups.length, more.length);
        return values;
    }

    private long word(Term term) throws SQLException {
        Long id = words.get(term);
        if (id == null) {
            id = find(term);
        }
        if (id == null) {
            if (nextWord == 0) {
                Long next = number("SELECT id FROM word WHERE name = '' AND value = ''");
                nextWord = next == null ? 1 : next;
            }
            id = nextWord++;
            insert(term, id);
        }
        if (words.size() >= CACHED_WORDS) {
            words.clear();
        }
        words.put(term, id);
        return id;
    }

    /// The id of a word; null where there is none.
    protected @Nullable Long find(Term term) throws SQLException {
        return number("SELECT id FROM word WHERE name = ? AND value = ?", term.name(), term.value());
    }

    protected void insert(Term term, long id) throws SQLException {
        write(INSERT_WORD, term.name(), term.value(), id);
    }

    /// Says that nothing is kept back any more and that rows may change behind what is remembered.
    protected void flush() throws SQLException {
        writePostings();
    }

    /// The first event of an item; null where it is not known.
    protected @Nullable Long first(long item) throws SQLException {
        return number("SELECT first FROM item WHERE number = ?", item);
    }

    /// The number of an item that is there already. Where another log's events came first and this one is before them,
    /// it gets another.
    private long earlier(long known, long time) throws SQLException {
        Long first = first(known);
        if (time >= ItemNumber.time(known) || first == null || RowId.log(first) == log) {
            return known;
        }
        long item = next(time);
        flush();
        Long ended = number("SELECT ended FROM item WHERE number = ?", known);
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
            write("UPDATE posting SET item = ? WHERE word = ? AND item = ?", to, word(term), from);
        }
    }

    @Override
    public void close() throws SQLException {
        flush();
        writeItems();
        if (nextWord != 0) {
            write("UPDATE word SET id = ? WHERE name = '' AND value = ''", nextWord);
        }
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
