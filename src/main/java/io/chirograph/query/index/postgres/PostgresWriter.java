package io.chirograph.query.index.postgres;

import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.Term;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes events by many rows at once: what some hundred of them ask for is read before, what they change is kept here
/// and copied behind them. Not safe for many threads.
final class PostgresWriter extends IndexWriter {
    /// How many events are looked ahead.
    private static final int AHEAD = 512;

    private static final String GROUPS = "provider, model, key, actor, class";
    private static final String COLUMNS =
            "number, call, first, ended, outcome, tenant, " + GROUPS + ", input, output, duration, cost";
    private static final int FIRST_GROUP = 7;
    private static final int FIRST_COUNT = 12;
    private static final List<String> COUNTS = List.of("inputTokens", "outputTokens", "durationMillis", "cost");
    private final IndexConnection connection;
    private final Tokens tokens;
    private final List<Read> ahead = new ArrayList<>();
    private final CopyRows events = new CopyRows("event (at, time, id, leaf, type, item, bytes)");
    private final CopyRows newWords = new CopyRows("word (name, value, id)");
    private final Map<String, List<Text>> texts = new LinkedHashMap<>();

    private final Map<Term, Long> words = new HashMap<>();
    private final Set<Term> noWords = new HashSet<>();
    private final Map<Long, Row> rows = new HashMap<>();
    private final Map<UUID, Row> calls = new HashMap<>();
    private final Set<UUID> noCalls = new HashSet<>();

    /// The last item of each millisecond that was asked for.
    private final Map<Long, Long> lastOf = new HashMap<>();

    private @Nullable Long newest;
    private boolean isNewestKnown;

    private record Text(long row, String words) {}

    /// An item as it is to be.
    private static final class Row {
        private final long number;
        private final byte @Nullable [] call;
        private final long first;
        private final @Nullable Long[] groups;
        private final @Nullable Long[] counts = new @Nullable Long[COUNTS.size()];
        private @Nullable Long ended;
        private @Nullable String outcome;
        private @Nullable String tenant;
        private boolean isChanged;

        Row(long number, byte @Nullable [] call, long first, @Nullable Long[] groups) {
            this.number = number;
            this.call = call;
            this.first = first;
            this.groups = groups;
        }

        private @Nullable Object[] values() {
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(number, call, first, ended, outcome, tenant));
            values.addAll(Arrays.asList(groups));
            values.addAll(Arrays.asList(counts));
            return values.toArray();
        }
    }

    PostgresWriter(IndexConnection connection, long log, Tokens tokens) {
        super(connection, log);
        this.connection = connection;
        this.tokens = tokens;
    }

    @Override
    protected void take(Read event) throws SQLException {
        ahead.add(event);
        if (ahead.size() == AHEAD) {
            takeAll();
        }
    }

    private void takeAll() throws SQLException {
        readCalls();
        readWords();
        for (Read event : ahead) {
            super.take(event);
        }
        ahead.clear();
        events.write(connection.connection());
        newWords.write(connection.connection());
        writeTexts();
        words.clear();
        noWords.clear();
    }

    private void readCalls() throws SQLException {
        Set<UUID> asked = new LinkedHashSet<>();
        for (Read event : ahead) {
            UUID call = event.facts().call();
            if (call != null && isListed(event) && !calls.containsKey(call)) {
                asked.add(call);
            }
        }
        noCalls.addAll(asked);
        read("call = ANY(?)", array("bytea", asked.stream().map(Ids::bytes).toArray(byte[][]::new)));
    }

    private void readWords() throws SQLException {
        Set<Term> asked = new LinkedHashSet<>();
        for (Read event : ahead) {
            if (isListed(event)) {
                asked.addAll(event.facts().terms());
            }
        }
        List<Term> terms = List.copyOf(asked);
        noWords.addAll(terms);
        PreparedStatement statement = prepared(
                "SELECT a.key, w.id FROM unnest(?, ?) WITH ORDINALITY a(name, value, key) JOIN word w ON w.name ="
                        + " a.name AND w.value = a.value",
                array("text", terms.stream().map(term -> stored(term.name())).toArray()),
                array("text", terms.stream().map(term -> stored(term.value())).toArray()));
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Term term = terms.get(row.getInt(1) - 1);
                words.put(term, row.getLong(2));
                noWords.remove(term);
            }
        }
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.connection().createArrayOf(type, values);
    }

    private String stored(String word) {
        return PostgresDialect.stored(connection.dialect().word(word));
    }

    @Override
    protected void insert(
            long at, long time, byte @Nullable [] id, Hash leaf, String type, @Nullable Long item, byte[] bytes) {
        events.add(at, time, id, leaf.bytes(), type, item, bytes);
    }

    @Override
    protected @Nullable Long find(Term term) throws SQLException {
        Long id = words.get(term);
        if (id != null || noWords.contains(term)) {
            return id;
        }
        return number(
                "SELECT id FROM word WHERE name = ? AND value = ?",
                connection.dialect().word(term.name()),
                connection.dialect().word(term.value()));
    }

    @Override
    protected void insert(Term term, long id) {
        newWords.add(
                connection.dialect().word(term.name()), connection.dialect().word(term.value()), id);
        words.put(term, id);
    }

    @Override
    protected void write(List<Posting> all) throws SQLException {
        CopyRows copy = new CopyRows("posting_in (word, item, at)");
        all.forEach(one -> copy.add(one.word(), one.item(), one.at()));
        throughTemporary("posting", copy, "ON CONFLICT DO NOTHING");
    }

    /// Copies rows of which some may be there already.
    private void throughTemporary(String table, CopyRows copy, String onConflict) throws SQLException {
        if (copy.isEmpty()) {
            return;
        }
        int unused = write(
                "CREATE TEMPORARY TABLE IF NOT EXISTS " + table + "_in (LIKE " + table + ") ON COMMIT DELETE ROWS");
        copy.write(connection.connection());
        unused = write("INSERT INTO " + table + " SELECT * FROM " + table + "_in " + onConflict);
        unused = write("DELETE FROM " + table + "_in");
    }

    @Override
    protected void text(String table, long row, String words) {
        texts.computeIfAbsent(table, _ -> new ArrayList<>()).add(new Text(row, words));
    }

    private void writeTexts() throws SQLException {
        for (Map.Entry<String, List<Text>> table : texts.entrySet()) {
            CopyRows copy = new CopyRows(table.getKey() + " (rowid, words, tokens)");
            List<Text> all = table.getValue();
            List<List<String>> taken = tokens.of(all.stream().map(Text::words).toList());
            for (int i = 0; i < all.size(); i++) {
                List<String> one = taken.get(i);
                copy.add(all.get(i).row(), PostgresDialect.vector(one), " " + String.join(" ", one) + " ");
            }
            copy.write(connection.connection());
        }
        texts.clear();
    }

    @Override
    protected @Nullable Long known(byte[] call) throws SQLException {
        UUID id = Ids.of(call);
        if (!calls.containsKey(id) && !noCalls.contains(id)) {
            read("call = ?", call);
        }
        Row row = calls.get(id);
        return row == null ? null : row.number;
    }

    @Override
    protected @Nullable Long first(long item) throws SQLException {
        return row(item).first;
    }

    private Row row(long item) throws SQLException {
        if (!rows.containsKey(item)) {
            read("number = ?", item);
        }
        return Objects.requireNonNull(rows.get(item), "no such item");
    }

    private void read(String condition, Object value) throws SQLException {
        try (ResultSet found = prepared("SELECT " + COLUMNS + " FROM item WHERE " + condition, value)
                .executeQuery()) {
            while (found.next()) {
                Row row =
                        new Row(found.getLong(1), found.getBytes(2), found.getLong(3), numbers(found, FIRST_GROUP, 5));
                row.ended = numbers(found, 4, 1)[0];
                row.outcome = text(found.getString(5));
                row.tenant = text(found.getString(6));
                @Nullable Long[] counts = numbers(found, FIRST_COUNT, COUNTS.size());
                System.arraycopy(counts, 0, row.counts, 0, counts.length);
                remember(row);
            }
        }
    }

    private @Nullable String text(@Nullable String stored) {
        return stored == null ? null : connection.dialect().read(stored);
    }

    private static @Nullable Long[] numbers(ResultSet row, int from, int count) throws SQLException {
        @Nullable Long[] numbers = new @Nullable Long[count];
        for (int i = 0; i < count; i++) {
            long number = row.getLong(from + i);
            numbers[i] = row.wasNull() ? null : number;
        }
        return numbers;
    }

    private void remember(Row row) {
        rows.put(row.number, row);
        if (row.call != null) {
            UUID id = Ids.of(row.call);
            calls.put(id, row);
            noCalls.remove(id);
        }
    }

    @Override
    protected @Nullable Long last(long from, long before) throws SQLException {
        if (!isNewestKnown) {
            newest = number("SELECT max(number) FROM item");
            isNewestKnown = true;
        }
        if (before == Long.MAX_VALUE || newest == null || from > newest) {
            return newest == null || from > newest ? null : newest;
        }
        long millis = ItemNumber.time(from);
        if (!lastOf.containsKey(millis)) {
            lastOf.put(millis, super.last(from, before));
        }
        return lastOf.get(millis);
    }

    @Override
    protected void begin(long item, byte @Nullable [] call, long at, @Nullable String tenant, @Nullable Long[] groups) {
        Row row = new Row(item, call, at, groups);
        row.tenant = tenant;
        row.isChanged = true;
        remember(row);
        lastOf.put(ItemNumber.time(item), item);
        newest = newest == null ? item : Math.max(newest, item);
    }

    @Override
    protected void fill(long item, @Nullable Long[] groups) throws SQLException {
        Row row = row(item);
        for (int i = 0; i < groups.length; i++) {
            row.groups[i] = row.groups[i] == null ? groups[i] : row.groups[i];
        }
        row.isChanged = true;
    }

    @Override
    protected void prove(long item, String tenant) throws SQLException {
        Row row = row(item);
        row.tenant = row.tenant == null || row.tenant.equals(tenant) ? tenant : "";
        row.isChanged = true;
    }

    @Override
    protected boolean end(long item, long at, CallEvent facts) throws SQLException {
        Row row = row(item);
        if (row.ended != null) {
            return false;
        }
        row.ended = at;
        row.outcome = facts.outcome();
        Arrays.setAll(row.counts, i -> facts.numbers().get(COUNTS.get(i)));
        row.isChanged = true;
        return true;
    }

    @Override
    protected void flush() throws SQLException {
        events.write(connection.connection());
        newWords.write(connection.connection());
        writeTexts();
        super.flush();
        CopyRows copy = new CopyRows("item_in (" + COLUMNS + ")");
        for (Row row : rows.values()) {
            if (row.isChanged) {
                copy.add(row.values());
            }
        }
        throughTemporary(
                "item",
                copy,
                "ON CONFLICT (number) DO UPDATE SET (ended, outcome, tenant, " + GROUPS
                        + ", input, output, duration, cost) = (excluded.ended, excluded.outcome, excluded.tenant,"
                        + " excluded.provider, excluded.model, excluded.key, excluded.actor, excluded.class,"
                        + " excluded.input, excluded.output, excluded.duration, excluded.cost)");
        rows.clear();
        calls.clear();
        noCalls.clear();
        lastOf.clear();
    }

    @Override
    public void close() throws SQLException {
        takeAll();
        super.close();
    }
}
