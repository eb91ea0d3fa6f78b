package io.chirograph.query.coverage;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.assurance.Observations;
import io.chirograph.verifier.scan.InterruptionFacts;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads who stands for the indexed logs, and when something did not work, as of given sizes.
///
/// The index believes nothing but the log's own signatures, so that is what it claims: whoever wants more verifies the
/// archive under a policy and certificates of their own. What a heartbeat says of export, and how far events lie apart,
/// is read from the index without a proof of each event.
public record CoverageReader(AsOf asOf) {
    static final String FROM = "from";
    static final String TO = "to";

    /// Without a beginning a period begins so long before the newest event.
    private static final Duration USUAL = Duration.ofDays(31);

    private static final int MOST = 10_000;
    private static final int REASONS = 65;
    private static final int SUMMARIES = 8;
    private static final String EXPORTED = "sizes.exported";

    /// A time that is asked about, in milliseconds.
    /// @param from null for [#USUAL] before the newest event
    /// @param to null for no end
    public record Period(@Nullable Long from, @Nullable Long to) {}

    /// @param from the beginning of what was looked at; null where there is no event
    /// @param to its end, which is not part of it; null for none
    public record Answer(
            List<LogCoverage> items,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /// What is known of the logs that a reader may see, as of what is indexed.
    public static Answer answer(IndexReader index, AuditedRead read, Period period) throws SQLException {
        Answer answer = index.within(read.scope()).now(asOf -> new CoverageReader(asOf).read(period));
        Map<String, Long> sizes = new TreeMap<>();
        answer.items().forEach(log -> sizes.put(log.log(), log.size()));
        read.found(
                answer.items().stream()
                        .map(LogCoverage::interruptions)
                        .mapToLong(one -> one.items().size())
                        .sum(),
                sizes);
        return answer;
    }

    /// What of a question's filters is about time.
    public static Period period(Map<String, String> filters) {
        Map<String, String> times = new TreeMap<>(filters);
        times.keySet().retainAll(List.of(FROM, TO));
        CallFilter filter = QueryParameters.filter(times);
        return new Period(filter.from(), filter.to());
    }

    /// What is known of each log that has a signed head.
    public Answer read(Period asked) throws SQLException {
        long to = asked.to() == null ? Long.MAX_VALUE : asked.to();
        Long newest = asked.from() == null ? newest(to) : null;
        long from = asked.from() != null ? asked.from() : newest == null ? 0 : newest - USUAL.toMillis();
        List<LogCoverage> items = new ArrayList<>();
        for (Map.Entry<String, Long> log : new TreeMap<>(asOf.sizes()).entrySet()) {
            Observations nothing = new Observations(false, false);
            nothing.withoutLocks("answers come from the index; chirograph verify --require-lock reads locks back");
            Span span = new Span(asOf.number(log.getKey()), log.getValue(), from, to);
            items.add(new LogCoverage(
                    log.getKey(), log.getValue(), nothing.assurance(log.getValue()), interruptions(span)));
        }
        return new Answer(
                items,
                asked.from() == null && newest == null ? null : Instant.ofEpochMilli(from),
                asked.to() == null ? null : Instant.ofEpochMilli(to));
    }

    /// When something did not work in one log, as its events of a time say it. One that began before that time is whole
    /// where its last event before it is in it.
    public Interruptions.Summary interruptions(String log, Period asked) throws SQLException {
        return interruptions(new Span(
                asOf.number(log),
                asOf.sizes().getOrDefault(log, 0L),
                asked.from() == null ? 0 : asked.from(),
                asked.to() == null ? Long.MAX_VALUE : asked.to()));
    }

    /// @param number of the log in the index
    /// @param from of the period, in milliseconds
    private record Span(long number, long size, long from, long to) {
        long first() {
            return RowId.of(number, 0);
        }

        long end() {
            return RowId.of(number, size);
        }
    }

    private @Nullable Long newest(long before) throws SQLException {
        return new Sql("SELECT e.time FROM event e INDEXED BY event_time WHERE e.time > 0 AND e.time < ? AND ", before)
                        .add(asOf.holds("e.at"))
                        .add(" ORDER BY e.time DESC LIMIT 1")
                        .rows(asOf.connection(), row -> row.getLong(1))
                        .stream()
                        .findFirst()
                        .orElse(null);
    }

    private Interruptions.Summary interruptions(Span span) throws SQLException {
        Interruptions found = new Interruptions();
        boolean all = !asOf.scope().isOfTenants(); // how many others were refused is not a tenant's to know
        lapses(span, found, all);
        stops(span, found);
        silences(span, found);
        exports(span, found, all);
        scans(span, found);
        directReads(span, found);
        return found.done();
    }

    /// The rows of one type in the period.
    private static Sql ofType(String select, String alias, EventType type, Span span) {
        return new Sql(
                select + " WHERE " + alias + ".type = ? AND " + alias + ".time >= ? AND " + alias + ".time < ? AND +"
                        + alias + ".at >= ? AND +" + alias + ".at < ?",
                type.wire(),
                span.from(),
                span.to(),
                span.first(),
                span.end());
    }

    private List<IndexedEvent> events(EventType type, long from, Span span) throws SQLException {
        Sql sql = EventRows.where(
                "e.type = ? AND e.time >= ? AND e.time < ? AND +e.at >= ? AND +e.at < ? ORDER BY e.time DESC LIMIT "
                        + MOST,
                type.wire(),
                from,
                span.to(),
                span.first(),
                span.end());
        return EventRows.read(sql, asOf).reversed();
    }

    private void lapses(Span span, Interruptions found, boolean counted) throws SQLException {
        for (IndexedEvent event : events(EventType.RECORDING_LAPSED, span.from(), span)) {
            InterruptionFacts told = InterruptionFacts.of(event.view());
            Instant at = Instant.ofEpochMilli(event.time());
            Instant from = told == null || told.from() == null ? at : told.from();
            Instant to = told == null || told.to() == null ? at : told.to();
            Long refused = told == null || !counted ? null : told.refused();
            found.add(new Interruption(Interruption.Kind.RECORDING_LAPSED, from, to, event.position(), refused, null));
        }
    }

    private record Row(long at, long time, long before, String previous) {}

    private void stops(Span span, Interruptions found) throws SQLException {
        for (EventType type : List.of(EventType.LOG_STARTED, EventType.LOG_RECOVERED)) {
            Sql sql = ofType(
                            "SELECT e.at, e.time, p.time, p.type FROM event e JOIN event p ON p.at = e.at - 1",
                            "e",
                            type,
                            span)
                    .add(" AND p.at >= ? ORDER BY e.time DESC LIMIT " + MOST, span.first());
            List<Row> rows = sql.rows(
                    asOf.connection(),
                    row -> new Row(row.getLong(1), row.getLong(2), row.getLong(3), String.valueOf(row.getString(4))));
            for (Row row : rows.reversed()) {
                boolean stopped = row.previous().equals(EventType.LOG_STOPPED.wire());
                boolean recovered = row.previous().equals(EventType.LOG_RECOVERED.wire());
                if (stopped) {
                    add(found, Interruption.Kind.STOPPED, row);
                }
                if (type == EventType.LOG_RECOVERED || (!stopped && !recovered)) {
                    add(found, Interruption.Kind.UNCLEAN_STOP, row);
                }
            }
        }
    }

    private static void add(Interruptions found, Interruption.Kind kind, Row row) {
        Instant from = Instant.ofEpochMilli(row.before());
        Instant to = Instant.ofEpochMilli(row.time());
        found.add(new Interruption(kind, from, to, RowId.position(row.at()), null, null));
    }

    /// In the order of time. Of the heartbeat intervals that starts of the log state the one before counts.
    ///
    /// A time without events is one without heartbeats. So events are looked through only between heartbeats
    /// that are as far apart, before the first one and behind the last, however many others there are.
    private void silences(Span span, Interruptions found) throws SQLException {
        TreeMap<Long, Long> promises = new TreeMap<>();
        for (IndexedEvent start : events(EventType.LOG_STARTED, 0, span)) {
            Long millis = EventView.number(start.view().data().get("heartbeatMillis"));
            if (millis != null && millis > 0) {
                promises.put(start.position(), millis);
            }
        }
        if (promises.isEmpty()) {
            return;
        }
        long shortest =
                promises.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = shortest + shortest / 2;
        for (Span without : withoutHeartbeats(span, most)) {
            for (Row row : gaps(without, most)) {
                Map.Entry<Long, Long> promise = promises.floorEntry(RowId.position(row.at()));
                if (promise != null && row.time() - row.before() > promise.getValue() + promise.getValue() / 2) {
                    add(found, Interruption.Kind.SILENCE, row);
                }
            }
        }
    }

    /// The times between two heartbeats that are further apart than `most`, and those at both ends of a span, as far as
    /// the log reaches: what other logs wrote before and since is not looked at.
    private List<Span> withoutHeartbeats(Span span, long most) throws SQLException {
        Sql beats = ofType(
                "SELECT h.time AS time, lag(h.time) OVER (ORDER BY h.time) AS before FROM event h INDEXED BY event_type",
                "h",
                EventType.LOG_HEARTBEAT,
                span);
        List<Span> without = new ArrayList<>(new Sql("SELECT time, before FROM (")
                .add(beats)
                .add(") b WHERE before IS NULL OR time - before > ? ORDER BY time LIMIT " + MOST, most)
                .rows(asOf.connection(), row -> {
                    long time = row.getLong(1);
                    long before = row.getLong(2);
                    return new Span(
                            span.number(),
                            span.size(),
                            row.wasNull() ? Math.max(span.from(), edge(span, "ASC")) : before,
                            time + 1);
                }));
        long last = ofType(
                        "SELECT coalesce(max(h.time), 0) FROM event h INDEXED BY event_type",
                        "h",
                        EventType.LOG_HEARTBEAT,
                        span)
                .number(asOf.connection());
        long from = Math.max(span.from(), last > 0 ? last : edge(span, "ASC"));
        long to = Math.min(span.to(), edge(span, "DESC") + 1);
        without.add(new Span(span.number(), span.size(), from, to));
        return without;
    }

    /// The time of the first event of a log, or the last; 0 where there is none.
    private long edge(Span span, String order) throws SQLException {
        return new Sql(
                        "SELECT time FROM event WHERE at >= ? AND at < ? AND time > 0 ORDER BY at " + order
                                + " LIMIT 1",
                        span.first(),
                        span.end())
                .rows(asOf.connection(), row -> row.getLong(1)).stream()
                        .findFirst()
                        .orElse(0L);
    }

    /// The events of a span before which there was none for longer than `most`.
    private List<Row> gaps(Span span, long most) throws SQLException {
        Sql sql = new Sql(
                "SELECT g.at, g.time, g.before, e.type FROM (SELECT at, time, lag(time) OVER (ORDER BY time, at) AS"
                        + " before FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND at >= ? AND at < ?) g"
                        + " JOIN event e ON e.at = g.at WHERE g.before IS NOT NULL AND g.time - g.before > ? AND e.type"
                        + " NOT IN (?, ?) ORDER BY g.time LIMIT " + MOST,
                Math.max(1, span.from()),
                span.to(),
                span.first(),
                span.end(),
                most,
                EventType.LOG_STARTED.wire(),
                EventType.LOG_RECOVERED.wire());
        return sql.rows(
                asOf.connection(),
                row -> new Row(row.getLong(1), row.getLong(2), row.getLong(3), String.valueOf(row.getString(4))));
    }

    private record Late(long at, long time, long oldest, long exported) {}

    /// A heartbeat says below which position everything is in the archive; the event there is the oldest that waits.
    private void exports(Span span, Interruptions found, boolean counted) throws SQLException {
        String exported = asOf.dialect().wholeNumber("h.bytes", EXPORTED);
        boolean told = !ofType("SELECT 1 FROM event h", "h", EventType.LOG_HEARTBEAT, span)
                .add(" AND " + exported + " IS NOT NULL LIMIT 1")
                .rows(asOf.connection(), row -> row.getLong(1))
                .isEmpty();
        if (!told) {
            return;
        }
        Sql sql = ofType(
                        "SELECT h.at, h.time, o.time, o.at FROM event h JOIN event o ON o.at = " + span.first() + " + "
                                + exported,
                        "h",
                        EventType.LOG_HEARTBEAT,
                        span)
                .add(
                        " AND o.at >= ? AND o.at < ? AND h.time - o.time > ? ORDER BY h.time LIMIT " + MOST,
                        span.first(),
                        span.end(),
                        Interruptions.EXPORT_BOUND.toMillis());
        found.exported(0, Instant.EPOCH, null, 0);
        long last = Long.MIN_VALUE;
        for (Late late : sql.rows(
                asOf.connection(),
                row -> new Late(row.getLong(1), row.getLong(2), row.getLong(3), RowId.position(row.getLong(4))))) {
            Instant at = Instant.ofEpochMilli(late.time());
            long position = RowId.position(late.at());
            if (late.oldest() > last) {
                found.exported(position, at, null, 0);
            }
            long waiting = counted ? position - late.exported() : 0;
            found.exported(position, at, Instant.ofEpochMilli(late.oldest()), waiting);
            last = late.time();
        }
    }

    /// What the newest summaries say; one comes at least every day.
    private void directReads(Span span, Interruptions found) throws SQLException {
        Sql sql = EventRows.where(
                "e.type = ? AND e.time < ? AND +e.at >= ? AND +e.at < ? AND "
                        + asOf.dialect().member("e.bytes", "summary.followedTo")
                        + " IS NOT NULL ORDER BY e.time DESC LIMIT " + SUMMARIES,
                EventType.ARCHIVE_ACCESSED.wire(),
                span.to(),
                span.first(),
                span.end());
        for (IndexedEvent event : EventRows.read(sql, asOf)) {
            InterruptionFacts told = InterruptionFacts.of(event.view());
            if (told != null && told.followed() != null) {
                found.followed(told.followed());
            }
        }
    }

    private void scans(Span span, Interruptions found) throws SQLException {
        String time = "(i.number >> " + ItemNumber.COUNT_BITS + ")";
        Sql sql = new Sql(
                "SELECT w.value, count(*), min(" + time + "), max(" + time + "), min(p.at) FROM word w"
                        + " JOIN posting p ON p.word = w.id JOIN item i ON i.number = p.item"
                        + " WHERE w.name = ? AND " + time + " >= ? AND " + time + " < ? AND p.at >= ? AND p.at < ?",
                CallEvent.KEPT_REASON,
                span.from(),
                span.to(),
                span.first(),
                span.end());
        asOf.onlyItems(sql, "i")
                .add(" GROUP BY w.value ORDER BY w.value LIMIT " + REASONS)
                .rows(asOf.connection(), row -> {
                    found.fell(
                            RowId.position(row.getLong(5)),
                            Instant.ofEpochMilli(row.getLong(3)),
                            Instant.ofEpochMilli(row.getLong(4)),
                            row.getLong(2),
                            asOf.dialect().read(String.valueOf(row.getString(1))));
                    return row.getLong(2);
                });
    }
}
