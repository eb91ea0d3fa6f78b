package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexDamagedException;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Answers questions from the index, a bounded number at once. Safe for many threads.
/// @param logs whose signatures vouch for what is read
/// @param places bounds the questions at once
/// @param scope what may be seen
/// @param cutOff the sizes that every answer is as of; null for what is indexed when it is asked for
/// @param patience how long a page looks through full text before it answers what it has, and one piece longer
public record IndexReader(
        IndexStore index,
        FollowedLogs logs,
        Semaphore places,
        AuditScope scope,
        @Nullable SortedMap<String, Long> cutOff,
        Duration patience) {
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /// How many events are looked at for what they say of the log.
    private static final int FACTS = 1000;

    public IndexReader(IndexStore index, FollowedLogs logs) {
        this(index, logs, new Semaphore(AT_ONCE, true), AuditScope.ALL, null, PATIENCE);
    }

    /// The same index, of which no more is there than may be seen.
    public IndexReader within(AuditScope limits) {
        return new IndexReader(index, logs, places, limits, cutOff, patience);
    }

    /// The same index as it was at these sizes, of which no log that is not named has any.
    public IndexReader at(SortedMap<String, Long> sizes) {
        return new IndexReader(index, logs, places, scope, sizes, patience);
    }

    @FunctionalInterface
    public interface Question<T> {
        T ask(AsOf asOf) throws SQLException;
    }

    /// Asks about what is indexed now, or was at the cut-off, and may be seen, as the logs' signatures have it.
    public <T> T now(Question<T> question) throws SQLException {
        return ask(connection -> {
            AsOf now = AsOf.now(connection, logs, scope);
            return question.ask(cutOff == null ? now : now.at(cutOff));
        });
    }

    public <T> T ask(IndexStore.Question<T> question) throws SQLException {
        places.acquireUninterruptibly();
        try {
            return index.read(question);
        } finally {
            places.release();
        }
    }

    /// A signed head that is indexed; empty of a log without one, or one that may not be seen.
    public Optional<IndexedHead> head(FollowedLog log) throws SQLException {
        return now(asOf -> Optional.ofNullable(asOf.heads().get(log.id())));
    }

    public Page<IndexedCall> calls(ListQuery query) throws SQLException {
        return page(query, asOf -> {
            ListSql.Found<ListSql.Item> found = new ListSql(query, asOf, Patience.of(patience)).calls();
            List<Listed<IndexedCall>> calls = new ArrayList<>();
            for (ListSql.Item item : found.rows()) {
                calls.add(new Listed<>(call(item, asOf), PageMark.of(query, item.number(), asOf)));
            }
            return new ListSql.Found<>(calls, found.scanned());
        });
    }

    public Page<IndexedEvent> events(ListQuery query) throws SQLException {
        return page(query, asOf -> {
            ListSql.Found<IndexedEvent> found = new ListSql(query, asOf, Patience.of(patience)).events();
            List<Listed<IndexedEvent>> events = new ArrayList<>();
            for (IndexedEvent event : found.rows()) {
                String place = event.log() + ":" + event.position();
                events.add(new Listed<>(event, PageMark.of(query, event.time(), place, asOf)));
            }
            return new ListSql.Found<>(events, found.scanned());
        });
    }

    /// Calls and events of no call in one list, with what is one step away from them.
    public Page<TimelineItem> timeline(ListQuery query) throws SQLException {
        return now(now -> {
            AsOf asOf = query.asOf(now);
            // an export has to say the same each time that it is made
            Patience deciding = cutOff == null ? Patience.of(patience) : Patience.ENDLESS;
            TimelineSql.Found found = new TimelineSql(query, asOf, deciding, () -> Patience.of(patience)).read();
            PageMark scanned = found.found().scanned();
            List<Listed<TimelineItem>> items = new ArrayList<>();
            for (ListSql.Item item : found.found().rows()) {
                TimelineItem.Way linked = found.ways().get(item.number());
                TimelineItem one = item.call() == null
                        ? new TimelineItem(null, alone(item, asOf), linked)
                        : new TimelineItem(call(item, asOf), null, linked);
                items.add(new Listed<>(
                        one, PageMark.of(query, item.number(), asOf).with(found.links())));
            }
            PageMark next = scanned == null ? null : scanned.with(found.links());
            return page(query, asOf, new ListSql.Found<>(items, next), found.links());
        });
    }

    public SummaryReader.Answer summary(SummaryQuery query) throws SQLException {
        return now(asOf -> new SummaryReader(query, query.calls().asOf(asOf)).read());
    }

    /// Figures of the newest calls that a question means, in the time of a page.
    /// @param most how many calls are looked through
    public SummaryReader.Answer newest(SummaryQuery query, int most) throws SQLException {
        return now(asOf -> new SummaryReader(query, query.calls().asOf(asOf)).newest(most, Patience.of(patience)));
    }

    /// One item of a list, and the cursor behind it.
    private record Listed<T>(T item, PageMark mark) {}

    private <T> Page<T> page(ListQuery query, Question<ListSql.Found<Listed<T>>> rows) throws SQLException {
        return now(now -> {
            AsOf asOf = query.asOf(now);
            return page(query, asOf, rows.ask(asOf), null);
        });
    }

    /// @param found one more than the limit where there is another page
    private static <T> Page<T> page(
            ListQuery query, AsOf asOf, ListSql.Found<Listed<T>> found, Page.@Nullable Links links)
            throws SQLException {
        List<Listed<T>> items = found.rows().subList(0, Math.min(found.rows().size(), query.limit()));
        PageMark next = found.scanned();
        if (items.size() < found.rows().size() && !items.isEmpty()) {
            next = items.getLast().mark();
        }
        return new Page<>(
                items.stream().map(Listed::item).toList(),
                next == null ? null : next.encode(),
                asOf,
                new SpanReader(asOf).ends(query.filter()),
                links);
    }

    public Optional<IndexedCall> call(UUID id) throws SQLException {
        return now(asOf -> {
            Sql sql = new Sql(
                            "SELECT i.number, i.call, i.first, i.ended, i.outcome FROM item i WHERE i.call = ? AND ",
                            (Object) Ids.bytes(id))
                    .add(asOf.holds("i.first"));
            List<ListSql.Item> found = ListSql.read(asOf.onlyItems(sql, "i"), asOf);
            return found.isEmpty() ? Optional.empty() : Optional.of(call(found.getFirst(), asOf));
        });
    }

    /// One call with the events of applications that name it.
    public Optional<NamedCall> named(UUID id) throws SQLException {
        Optional<IndexedCall> call = call(id);
        return call.isEmpty() ? Optional.empty() : Optional.of(now(asOf -> NamedCall.read(call.get(), asOf)));
    }

    /// The first event of that name that may be seen.
    public Optional<IndexedEvent> event(EventName name) throws SQLException {
        return now(asOf -> first(name.where(" AND ").add(asOf.holds("e.at")), asOf));
    }

    /// The same in one log.
    public Optional<IndexedEvent> event(EventName name, String log) throws SQLException {
        return now(asOf -> {
            long number = asOf.number(log);
            return first(
                    name.where(" AND +e.at >= ? AND +e.at < ?", RowId.of(number, 0), RowId.of(number + 1, 0)), asOf);
        });
    }

    private static Optional<IndexedEvent> first(Sql sql, AsOf asOf) throws SQLException {
        return EventRows.read(asOf.onlyEvents(sql, "e").add(" ORDER BY e.at LIMIT 1"), asOf).stream()
                .findFirst();
    }

    /// Whether the event at a position of a log may be seen.
    public boolean sees(String log, long position) throws SQLException {
        return now(asOf -> first(at(asOf, log, position), asOf).isPresent());
    }

    /// The event at a position of a log, whosever it is.
    public Optional<IndexedEvent> event(String log, long position) throws SQLException {
        return now(
                asOf -> EventRows.read(at(asOf, log, position), asOf).stream().findFirst());
    }

    private static Sql at(AsOf asOf, String log, long position) {
        return EventRows.where("e.at = ?", RowId.of(asOf.number(log), position));
    }

    /// What is indexed now, a log's size by its id.
    public SortedMap<String, Long> sizes() throws SQLException {
        return new TreeMap<>(now(AsOf::sizes));
    }

    /// The key of the segment that holds an event.
    public Optional<String> segment(IndexedEvent event) throws SQLException {
        return now(asOf -> {
            long at = RowId.of(asOf.number(event.log()), event.position());
            Sql sql = new Sql("SELECT key FROM segment WHERE at <= ? ORDER BY at DESC LIMIT 1", at);
            return sql.rows(asOf.connection(), row -> row.getString(1)).stream().findFirst();
        });
    }

    /// When the newest item began of which something is said, one step of the index for each value.
    /// @param filter that its values are of, such as `key`
    /// @return by value; none of values that nothing says
    public Map<String, Instant> newest(String filter, Collection<String> values) throws SQLException {
        return now(asOf -> {
            Map<String, Instant> newest = new TreeMap<>();
            for (String value : values) {
                Sql last = new Sql(
                                "SELECT i.number FROM word w CROSS JOIN posting p ON p.word = w.id CROSS JOIN item i ON"
                                        + " i.number = p.item WHERE w.name = ? AND w.value = ? AND ",
                                asOf.dialect().word(filter),
                                asOf.dialect().word(value))
                        .add(asOf.holds("p.at"));
                asOf.onlyItems(last, "i")
                        .add(" ORDER BY p.item DESC LIMIT 1")
                        .rows(
                                asOf.connection(),
                                row -> newest.put(value, Instant.ofEpochMilli(ItemNumber.time(row.getLong(1)))));
            }
            return newest;
        });
    }

    /// Which of these keys an event says are destroyed, in any log that may be seen.
    /// @param keyIds as events of calls name them
    public Set<String> destroyedKeys(Collection<String> keyIds) throws SQLException {
        Set<String> destroyed = new HashSet<>();
        for (String keyId : keyIds) {
            byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
            boolean isGone = now(asOf -> EventRows.read(
                            EventRows.where(
                                            "e.type = ? AND " + asOf.dialect().contains("e.bytes") + " AND ",
                                            EventType.KEY_DESTROYED.wire(),
                                            id)
                                    .add(asOf.holds("e.at"))
                                    .add(" LIMIT " + FACTS),
                            asOf)
                    .stream()
                    .anyMatch(event ->
                            event.view().data().path("keyId").asString("").equals(keyId)));
            if (isGone) {
                destroyed.add(keyId);
            }
        }
        return destroyed;
    }

    /// For how many days a log's archive keeps objects of a class at most, as its newest checks say; -1 where none
    /// says so. What is stated for the class counts, else what is stated for all.
    public long retentionDays(String log, String retentionClass) throws SQLException {
        return now(asOf -> {
            long number = asOf.number(log);
            Sql checks = EventRows.where(
                            "e.type = ? AND +e.at >= ? AND +e.at < ? AND ",
                            EventType.ARCHIVE_CHECKED.wire(),
                            RowId.of(number, 0),
                            RowId.of(number + 1, 0))
                    .add(asOf.holds("e.at"))
                    .add(" ORDER BY e.time DESC LIMIT " + FACTS);
            long days = -1;
            for (IndexedEvent check : EventRows.read(checks, asOf)) {
                JsonNode data = check.view().data();
                Long all = EventView.number(data.get("retentionDays"));
                Long ofClass = EventView.number(
                        data.path("details").path("retentionDaysByClass").get(retentionClass));
                Long stated = ofClass != null ? ofClass : all;
                days = stated == null ? days : Math.max(days, stated);
            }
            return days;
        });
    }

    static IndexedCall call(ListSql.Item item, AsOf asOf) throws SQLException {
        UUID id = Ids.of(Objects.requireNonNull(item.call(), "no call"));
        Long ended = item.ended();
        boolean over = ended != null && asOf.covers(ended);
        Sql events = EventRows.where("e.item = ? AND ", item.number())
                .add(asOf.holds("e.at"))
                .add(" ORDER BY e.time, e.at");
        IndexedCall call = new IndexedCall(
                id,
                ItemNumber.time(item.number()),
                over ? String.valueOf(item.outcome()) : CallFilter.OPEN,
                EventRows.read(events, asOf));
        requireTold(call);
        requireTimed(call, item.number(), asOf);
        return call;
    }

    private static IndexedEvent alone(ListSql.Item item, AsOf asOf) throws SQLException {
        List<IndexedEvent> events = EventRows.read(EventRows.where("e.at = ?", item.first()), asOf);
        if (events.size() != 1 || events.getFirst().call() != null) {
            throw new IndexDamagedException("item " + item.number() + " is not the event that it is listed as");
        }
        return events.getFirst();
    }

    /// What is said of a call has to be said by its events.
    private static void requireTold(IndexedCall call) throws IndexDamagedException {
        boolean ended = false;
        boolean told = false;
        for (IndexedEvent event : call.events()) {
            if (!call.id().equals(event.call())) {
                throw new IndexDamagedException("call " + call.id() + " is said to have an event of another");
            }
            String outcome = CallEvent.of(event.view()).outcome();
            ended |= outcome != null;
            told |= call.outcome().equals(outcome);
        }
        if (call.outcome().equals(CallFilter.OPEN) ? ended : !told) {
            throw new IndexDamagedException("call " + call.id() + " is not what its events say");
        }
    }

    /// Its time is that of one of its events, which may have come from another log since.
    private static void requireTimed(IndexedCall call, long item, AsOf asOf) throws SQLException {
        if (call.events().stream().noneMatch(event -> event.time() == call.time())) {
            Sql later = EventRows.where("e.item = ? AND e.time = ? AND ", item, call.time())
                    .add(asOf.isBeyond("e.at"));
            if (EventRows.read(later, asOf).isEmpty()) {
                throw new IndexDamagedException("call " + call.id() + " has another time than its events");
            }
        }
    }
}
