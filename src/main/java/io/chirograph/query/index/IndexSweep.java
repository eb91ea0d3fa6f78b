package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.Term;
import io.chirograph.web.ApiException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes round the index, a few events at a time, and looks for rows that are missing. One thread at a time.
///
/// What a row shows is checked when it is read.
final class IndexSweep {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSweep.class);
    private static final int EVENTS = 256;
    private static final int TEXT_WORDS = 8;

    /// An item has a row, which stands in every order that it is listed by and names events of its own.
    private static final List<String> ORDERS = List.of(
            "item i JOIN event e ON e.at = i.first AND e.item = i.number WHERE i.number = ?",
            "item i LEFT JOIN event e ON e.at = i.ended AND e.item = i.number WHERE i.number = ?"
                    + " AND (i.ended IS NULL) = (e.at IS NULL) AND (i.ended IS NULL) = (i.outcome IS NULL)",
            "item i LEFT JOIN item o INDEXED BY item_call ON o.call = i.call AND o.number = i.number"
                    + " WHERE i.number = ? AND (i.call IS NULL) = (o.number IS NULL)",
            "item i LEFT JOIN item o INDEXED BY item_ended ON o.ended = i.ended AND o.number = i.number"
                    + " WHERE i.number = ? AND (i.ended IS NULL) = (o.number IS NULL)",
            "item i WHERE i.number = ? AND (i.ended IS NOT NULL OR i.call IS NULL OR i.number IN (SELECT o.number FROM"
                    + " item o INDEXED BY item_open WHERE o.ended IS NULL AND o.call IS NOT NULL AND o.number ="
                    + " i.number))",
            "item i LEFT JOIN item o INDEXED BY item_tenant ON o.tenant = i.tenant AND o.number = i.number"
                    + " WHERE i.number = ? AND (i.tenant IS NULL) = (o.number IS NULL)");

    private final IndexStore index;
    private final FollowedLogs logs;
    private int log;
    private long position;

    IndexSweep(IndexStore index, FollowedLogs logs) {
        this.index = index;
        this.logs = logs;
    }

    /// Checks the next few events. Damage is told to the index.
    void step() {
        try {
            index.read(connection -> {
                step(connection);
                return true;
            });
        } catch (SQLException | ApiException e) {
            if (index.damage() == null) {
                LOG.warn("The index could not be checked: {}", e.toString());
            }
        }
    }

    private void step(IndexConnection connection) throws SQLException {
        AsOf now = AsOf.now(connection, logs, AuditScope.ALL);
        List<Map.Entry<String, Long>> all = List.copyOf(now.sizes().entrySet());
        if (all.isEmpty()) {
            return;
        }
        Map.Entry<String, Long> next = all.get(log % all.size());
        long number = now.number(next.getKey());
        long end = Math.min(next.getValue(), position + EVENTS);
        Sql sql = EventRows.where(
                "e.at >= ? AND e.at < ? ORDER BY e.at",
                RowId.of(number, position),
                RowId.of(number, Math.max(position, end)));
        List<IndexedEvent> events = EventRows.read(sql, now);
        require(events.size() == Math.max(0, end - position), "events from " + position + " of log " + next.getKey());
        List<TextVolume> volumes = TextVolume.all(connection);
        for (IndexedEvent event : events) {
            String what = "event " + event.position() + " of log " + event.log();
            check(new Look(connection, volumes, what), event, RowId.of(number, event.position()));
        }
        position = end;
        if (end >= next.getValue()) {
            position = 0;
            log = (log + 1) % all.size();
        }
    }

    private record Look(IndexConnection connection, List<TextVolume> volumes, String what) {
        void found(String from, @Nullable Object... values) throws SQLException {
            found(new Sql(from, values));
        }

        void found(Sql from) throws SQLException {
            Sql sql = new Sql("SELECT 1 FROM ").add(from).add(" LIMIT 1");
            require(!sql.rows(connection, _ -> true).isEmpty(), what);
        }

        String word(String text) {
            return connection.dialect().word(text);
        }

        boolean none(String from, Object... values) throws SQLException {
            return new Sql("SELECT 1 FROM " + from, values)
                    .rows(connection, _ -> true)
                    .isEmpty();
        }
    }

    private static void check(Look look, IndexedEvent event, long at) throws SQLException {
        look.found(
                "event INDEXED BY event_leaf WHERE leaf = ? AND at = ?",
                event.leaf().bytes(),
                at);
        look.found("event INDEXED BY event_time WHERE time = ? AND at = ?", event.time(), at);
        look.found(
                "event INDEXED BY event_type WHERE type = ? AND time = ? AND at = ?",
                look.word(event.type()),
                event.time(),
                at);
        if (event.id() != null) {
            look.found("event INDEXED BY event_id WHERE id = ? AND at = ?", Ids.bytes(event.id()), at);
        }
        if (event.id() != null) {
            item(look, event, at);
        }
    }

    /// What is derived of an event for finding it: its item, that item's place in every order, and a row for each term.
    private static void item(Look look, IndexedEvent event, long at) throws SQLException {
        EventView view = event.view();
        CallEvent facts = CallEvent.of(view);
        if (!ItemNumber.has(event.time())
                || (facts.call() == null && facts.terms().isEmpty())) {
            look.found("event WHERE at = ? AND item IS NULL", at);
            return;
        }
        byte[] call = facts.call() == null ? null : Ids.bytes(facts.call());
        List<Long> numbers = new Sql(
                        "SELECT i.number, i.first FROM event e JOIN item i ON i.number = e.item WHERE e.at = ? AND"
                                + " i.call IS NOT DISTINCT FROM ?",
                        at,
                        call)
                .rows(look.connection, row -> {
                    long number = row.getLong(1);
                    boolean isOfOneLog = RowId.log(row.getLong(2)) == RowId.log(at); // its clock may have gone back
                    require(isOfOneLog || ItemNumber.time(number) <= event.time(), look.what);
                    return number;
                });
        require(numbers.size() == 1, look.what);
        long item = numbers.getFirst();
        look.found("event INDEXED BY event_item WHERE item = ? AND at = ?", item, at);
        for (String order : ORDERS) {
            look.found(order, item);
        }
        String tenant = ItemFacts.tenant(view, facts);
        if (tenant != null) {
            look.found("item WHERE number = ? AND tenant IN (?, '')", item, look.word(tenant));
        }
        terms(look, facts.terms(), item);
        if (facts.outcome() != null) {
            look.found("item WHERE number = ? AND ended IS NOT NULL AND outcome IS NOT NULL", item);
        }
        if (!look.none("item WHERE number = ? AND first = ?", item, at)) {
            begun(look, view, facts, item);
        }
        if (!look.none("item WHERE number = ? AND ended = ?", item, at)) {
            ended(look, view, facts, item);
        }
    }

    private static void begun(Look look, EventView view, CallEvent facts, long item) throws SQLException {
        text(look, facts.text(view), item, false);
        for (Map.Entry<String, String> column : ItemFacts.GROUPS.entrySet()) {
            String value = facts.call() == null ? null : ItemFacts.group(column.getKey(), facts);
            if (value != null) {
                look.found(
                        "word w JOIN item i ON i." + column.getKey()
                                + " = w.id WHERE i.number = ? AND w.name = ? AND w.value = ?",
                        item,
                        look.word(column.getValue()),
                        look.word(value));
            }
        }
    }

    private static void ended(Look look, EventView view, CallEvent facts, long item) throws SQLException {
        require(facts.outcome() != null, look.what);
        terms(look, ItemFacts.ending(facts), item);
        text(look, facts.text(view), item, true);
        look.found(
                "item WHERE number = ? AND outcome = ? AND input IS NOT DISTINCT FROM ? AND output IS NOT DISTINCT"
                        + " FROM ? AND duration IS NOT DISTINCT FROM ? AND cost IS NOT DISTINCT FROM ?",
                item,
                facts.outcome(),
                facts.numbers().get("inputTokens"),
                facts.numbers().get("outputTokens"),
                facts.numbers().get("durationMillis"),
                facts.numbers().get("cost"));
    }

    private static void terms(Look look, Set<Term> terms, long item) throws SQLException {
        for (Term term : terms) {
            look.found(
                    "word w JOIN posting p ON p.word = w.id AND p.item = ? JOIN event e ON e.at = p.at AND e.item ="
                            + " p.item WHERE w.name = ? AND w.value = ?",
                    item,
                    look.word(term.name()),
                    look.word(term.value()));
        }
    }

    private static void text(Look look, String words, long item, boolean ended) throws SQLException {
        String some = FullText.of(words, TEXT_WORDS);
        if (some != null) {
            String table = look.volumes.stream()
                    .filter(volume -> volume.holds(item))
                    .map(TextVolume::table)
                    .findFirst()
                    .orElse("");
            require(!table.isEmpty(), look.what);
            Dialect.Condition match = look.connection.dialect().match(table, some);
            look.found(new Sql(table + " t WHERE ")
                    .add(match.text(), match.values().toArray())
                    .add(" AND t.rowid = ?", TextVolume.row(item, ended)));
        }
    }

    private static void require(boolean holds, String what) throws IndexDamagedException {
        if (!holds) {
            throw new IndexDamagedException(what + " is not there any more, or not where it is looked for");
        }
    }
}
