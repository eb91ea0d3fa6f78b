package io.chirograph.query.questions;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Condition;
import io.chirograph.verifier.search.Coverage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks for whatever may have kept something of a period out of the index, as of given sizes. What it cannot rule out
/// it names: an empty list is the claim that nothing is missing.
/// @param coverage what the logs cover of the period
record Completeness(AsOf asOf, FollowedLogs logs, AskedPeriod period, Coverage coverage) {
    /// Events of several threads stand in no strict order of time: what ends a period has to lie this far behind.
    static final Duration SETTLED = Duration.ofMinutes(1);

    /// An event that says of what was before comes in this time, or is among the next events.
    private static final Duration TOLD = Duration.ofHours(1);

    private static final int NEXT_EVENTS = 100;
    private static final int MOST = 1000;

    private static final Map<Interruption.Kind, Reason.Kind> INTERRUPTIONS = Map.of(
            Interruption.Kind.RECORDING_LAPSED, Reason.Kind.RECORDING_LAPSED,
            Interruption.Kind.UNCLEAN_STOP, Reason.Kind.UNCLEAN_STOP,
            Interruption.Kind.SILENCE, Reason.Kind.SILENCE,
            Interruption.Kind.EXPORT_LATE, Reason.Kind.EXPORT_LATE,
            Interruption.Kind.UNREADABLE, Reason.Kind.UNREADABLE);

    /// What is so of every question about the period.
    List<Reason> reasons() throws SQLException {
        List<Reason> reasons = new ArrayList<>();
        coverage.missing().forEach(sentence -> reasons.add(Reason.of(Reason.Kind.NOT_COVERED, null, sentence)));
        if (asOf.scope().logs() != null) {
            reasons.add(Reason.of(Reason.Kind.SCOPE, null, "only some logs may be seen"));
        }
        Sql any = new Sql(
                        "SELECT 1 FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND ",
                        period.from().toEpochMilli(),
                        period.to().toEpochMilli())
                .add(asOf.holds("at"))
                .add(" LIMIT 1");
        if (any.rows(asOf.connection(), row -> true).isEmpty()) {
            reasons.add(Reason.of(Reason.Kind.NO_EVENT, null, "no log has an event in the period"));
        }
        Set<String> indexed = new HashSet<>();
        for (Coverage.Span span : coverage.logs()) {
            indexed.add(span.log());
            of(span, reasons);
        }
        for (FollowedLog log : logs.logs()) {
            if (!indexed.contains(log.id()) && asOf.scope().seesLog(log.id())) {
                reasons.add(Reason.of(Reason.Kind.NOT_INDEXED, log.id(), "nothing of log " + log.id() + " is indexed"));
            }
        }
        return reasons;
    }

    private void of(Coverage.Span span, List<Reason> reasons) throws SQLException {
        Instant last = span.last().time();
        boolean ended = span.stopped()
                || coverage.logs().stream().anyMatch(other -> span.log().equals(other.succeeds()));
        if (!ended && !last.isBefore(period.to()) && last.isBefore(period.to().plus(SETTLED))) {
            reasons.add(Reason.of(
                    Reason.Kind.NOT_SETTLED,
                    span.log(),
                    "log " + span.log() + " ends at " + last + ", less than " + SETTLED + " behind the period"));
        }
        if (last.isBefore(period.from()) || !span.first().time().isBefore(period.to())) {
            return;
        }
        CoverageReader.Period around = new CoverageReader.Period(before(span), behind(span));
        for (Interruption one :
                new CoverageReader(asOf).interruptions(span.log(), around).items()) {
            Reason.Kind kind = INTERRUPTIONS.get(one.kind());
            if (kind != null && meets(one)) {
                reasons.add(new Reason(kind, span.log(), one.from(), one.to(), one.text()));
            }
        }
        long unreadable = unreadable(span);
        if (unreadable > 0) {
            reasons.add(Reason.of(
                    Reason.Kind.UNREADABLE,
                    span.log(),
                    unreadable + (unreadable < MOST ? "" : " or more") + " entries of log " + span.log()
                            + " among those of the period are no events that can be read"));
        }
    }

    private boolean meets(Interruption one) {
        Instant from = one.from().isBefore(one.to()) ? one.from() : one.to();
        Instant to = one.from().isBefore(one.to()) ? one.to() : one.from();
        return from.isBefore(period.to()) && !to.isBefore(period.from());
    }

    /// When the last event before the period was.
    private long before(Coverage.Span span) throws SQLException {
        return edge(span, "time < ? AND time > 0", period.from().toEpochMilli(), "DESC", 0).stream()
                .findFirst()
                .orElse(period.from().toEpochMilli());
    }

    /// Until when events may say something of the period; null for the end of the log.
    private @Nullable Long behind(Coverage.Span span) throws SQLException {
        long least = period.to().plus(TOLD).toEpochMilli();
        return edge(span, "time >= ?", period.to().toEpochMilli(), "ASC", NEXT_EVENTS).stream()
                .findFirst()
                .map(time -> Math.max(time, least))
                .orElse(null);
    }

    private List<Long> edge(Coverage.Span span, String condition, long time, String order, int skip)
            throws SQLException {
        return within(new Sql("SELECT time FROM event INDEXED BY event_time WHERE " + condition, time), "at", span)
                .add(" ORDER BY time " + order + " LIMIT 1 OFFSET ?", skip)
                .rows(asOf.connection(), row -> row.getLong(1));
    }

    private Sql within(Sql sql, String at, Coverage.Span span) {
        long number = asOf.number(span.log());
        long size = asOf.sizes().getOrDefault(span.log(), 0L);
        return sql.add(" AND " + at + " >= ? AND " + at + " < ?", RowId.of(number, 0), RowId.of(number, size));
    }

    /// Entries that are no events and stand between events of which one is in the period, or around it.
    private long unreadable(Coverage.Span span) throws SQLException {
        long first = RowId.of(asOf.number(span.log()), 0);
        long end = RowId.of(asOf.number(span.log()), asOf.sizes().getOrDefault(span.log(), 0L));
        String neighbour = "(SELECT n.time FROM event n WHERE n.at %s m.at AND n.at >= " + first + " AND n.at < " + end
                + " AND n.type <> '" + IndexWriter.MALFORMED + "' ORDER BY n.at %s LIMIT 1)";
        Sql sql = within(new Sql("SELECT m.at FROM event m WHERE m.type = ?", IndexWriter.MALFORMED), "+m.at", span)
                .add(
                        " AND coalesce(" + neighbour.formatted("<", "DESC") + ", 0) < ? AND coalesce("
                                + neighbour.formatted(">", "ASC") + ", ?) >= ? LIMIT ?",
                        period.to().toEpochMilli(),
                        Long.MAX_VALUE,
                        period.from().toEpochMilli(),
                        MOST);
        return sql.rows(asOf.connection(), row -> row.getLong(1)).size();
    }

    /// Refusals in the period of which no call is listed; none where the question is not about refusals.
    @Nullable
    Reason summed(CallFilter filter) throws SQLException {
        if (asOf.scope().isOfTenants() || excludesRefusals(filter)) {
            return null; // such a refusal is no tenant's
        }
        Sql sql = EventRows.where(
                        "e.type = ? AND e.time >= ? AND e.time < ? AND NOT EXISTS (SELECT 1 FROM item v WHERE v.number"
                                + " = e.item AND v.call IS NOT NULL) AND ",
                        EventType.CALL_REFUSED.wire(),
                        period.from().toEpochMilli(),
                        period.to().plus(TOLD).toEpochMilli())
                .add(asOf.holds("e.at"))
                .add(" LIMIT ?", MOST);
        long refusals = 0;
        for (IndexedEvent event : EventRows.read(sql, asOf)) {
            JsonNode summary = event.view().data().path("summary");
            String from = summary.path("from").asString("");
            Long count = EventView.number(summary.get("count"));
            if (from.isEmpty() || Instant.parse(from).isBefore(period.to())) {
                refusals += count == null ? 1 : count;
            }
        }
        return refusals == 0
                ? null
                : Reason.of(
                        Reason.Kind.SUMMED_REFUSALS,
                        null,
                        refusals
                                + " refusals of callers whom nobody authenticated are recorded as sums;"
                                + " outcome!=refused asks about all other calls");
    }

    private static boolean excludesRefusals(CallFilter filter) {
        return !filter.ranges().isEmpty()
                || filter.conditions().stream()
                        .filter(condition -> condition.name().equals(CallFilter.OUTCOME))
                        .anyMatch(condition -> condition.negated()
                                == condition.any().stream()
                                        .map(Condition.Alternative::text)
                                        .anyMatch("refused"::equals));
    }
}
