package io.chirograph.query.questions;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.api.AuditResponses;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SpanReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Coverage;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers one saved question for one reader.
/// @param index as far as the reader sees it
/// @param archive whose logs are to be known
record QuestionReader(IndexReader index, FollowedLogs logs, Archive archive, SavedQuestion question) {
    /// As many calls or events are shown.
    static final int SHOWN = 20;

    private static final int MOST_REASONS = 100;

    /// Each looks through some ten thousand items.
    private static final int MOST_PAGES = 64;

    /// What the first event of a call says, so that no later one can change whether the call is meant.
    private static final Set<String> BEGUN = Set.of(
            "actor",
            "key",
            "tenant",
            "team",
            "provider",
            "operation",
            "region",
            "dataClass",
            "rule",
            "client",
            "traceId",
            "clientRequestId");

    /// @param count how many were found; all of them unless `more`
    /// @param more whether the search ended when it was decided
    /// @param reasons why more may have been; where there are many, the first
    record Answer(
            String name,
            @Nullable String says,
            String ask,
            String expect,
            Instant from,
            Instant to,
            Holds holds,
            long count,
            boolean more,
            List<?> items,
            List<Reason> reasons,
            long reasonsLeftOut,
            @Nullable SortedMap<String, Object> scope,
            List<?> asOf,
            Coverage coverage) {}

    /// @param page any one of them: its sizes are those of all
    private record Found(List<IndexedCall> calls, List<IndexedEvent> events, long count, boolean more, Page<?> page) {
        List<?> items() {
            return calls.isEmpty()
                    ? events.stream().map(AuditResponses::item).toList()
                    : calls.stream().map(AuditResponses::item).toList();
        }
    }

    Answer answer(AskedPeriod period, AuditedRead read) throws SQLException {
        Found found = found(period);
        List<Reason> reasons = new ArrayList<>();
        Coverage coverage = coverage(period, found.page().asOf().sizes(), reasons);
        read.found(
                found.calls().size() + found.events().size(),
                found.page().asOf().sizes());
        found.calls().forEach(call -> read.showsCall(call.id()));
        found.events().forEach(event -> read.showsEvent(event.name(), event.call()));
        SortedMap<String, Object> scope = read.scope().facts();
        return new Answer(
                question.name(),
                question.says(),
                question.ask(),
                question.expected(),
                period.from(),
                period.to(),
                question.expect().judge(found.count(), reasons.isEmpty()),
                found.count(),
                found.more(),
                found.items(),
                reasons.subList(0, Math.min(reasons.size(), MOST_REASONS)),
                Math.max(0, reasons.size() - MOST_REASONS),
                scope.isEmpty() ? null : scope,
                AuditResponses.sizes(found.page().asOf()),
                coverage);
    }

    /// What is meant, oldest first, until there is enough to decide and to show.
    private Found found(AskedPeriod period) throws SQLException {
        int needed = Math.max(SHOWN, question.expect().needed());
        List<IndexedCall> calls = new ArrayList<>();
        List<IndexedEvent> events = new ArrayList<>();
        long count = 0;
        String cursor = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            ListQuery query = question.query(period, Math.min(1000, needed), cursor);
            Page<?> page;
            if (question.path().equals("calls")) {
                Page<IndexedCall> found = index.calls(query);
                add(calls, found.items());
                page = found;
            } else {
                Page<IndexedEvent> found = index.events(query);
                add(events, found.items());
                page = found;
            }
            count += page.items().size();
            cursor = page.next();
            if (cursor == null || count >= needed) {
                return new Found(calls, events, count, cursor != null, page);
            }
        }
        throw new ApiException(
                ErrorCode.POPULATION_TOO_LARGE,
                "More would have to be looked through than one answer may. Ask about a shorter period.",
                "from",
                period.from().toString());
    }

    private static <T> void add(List<T> shown, List<T> page) {
        shown.addAll(page.subList(0, Math.min(page.size(), SHOWN - shown.size())));
    }

    /// What the logs cover of the period; adds why more may have been.
    private Coverage coverage(AskedPeriod period, Map<String, Long> sizes, List<Reason> reasons) throws SQLException {
        Set<String> indexed = sizes.keySet().stream()
                .filter(log -> sizes.getOrDefault(log, 0L) > 0)
                .collect(Collectors.toSet());
        List<String> unknown = unknown(indexed, reasons);
        CallFilter times = QueryParameters.filter(period.filters());
        CallFilter filter = question.query(period, 1, null).filter();
        Coverage coverage = index.now(now -> {
            AsOf asOf = now.at(sizes);
            Coverage ends = Coverage.of(new SpanReader(asOf).ends(times).logs(), unknown, times);
            Completeness completeness = new Completeness(asOf, logs, period, ends);
            reasons.addAll(completeness.reasons());
            Reason summed = completeness.summed(filter);
            if (summed != null) {
                reasons.add(summed);
            }
            return ends;
        });
        if (index.scope().isOfTenants() && question.path().equals("events")) {
            reasons.add(
                    Reason.of(Reason.Kind.SCOPE, null, "events of no call, and of no tenant of yours, cannot be seen"));
        }
        if (!isBegun(filter) && isOpen(period, sizes)) {
            reasons.add(Reason.of(
                    Reason.Kind.OPEN_CALLS,
                    null,
                    "calls of the period have not ended, and the question is about ends"));
        }
        return coverage;
    }

    /// The logs that the archive holds and nobody indexes: what they say is not known.
    private List<String> unknown(Set<String> indexed, List<Reason> reasons) {
        try {
            List<String> held = PublishedLog.ids(archive);
            for (FollowedLog log : logs.in(archive)) {
                if (indexed.contains(log.id()) && !held.contains(log.id())) {
                    reasons.add(Reason.of(
                            Reason.Kind.ARCHIVE_UNAVAILABLE,
                            log.id(),
                            "the archive does not show log " + log.id() + ", which was read from it"));
                }
            }
            return held.stream()
                    .filter(id -> index.scope().seesLog(id) && !indexed.contains(id))
                    .toList();
        } catch (ArchiveUnavailableException e) {
            reasons.add(Reason.of(
                    Reason.Kind.ARCHIVE_UNAVAILABLE, null, "the archive cannot be asked now which logs it holds"));
            return List.of();
        }
    }

    /// Whether all that is asked about is said when a call begins.
    private boolean isBegun(CallFilter filter) {
        return filter.ranges().isEmpty()
                && !question.parameters().containsKey("q")
                && filter.conditions().stream()
                        .allMatch(condition -> BEGUN.contains(condition.name())
                                || condition.name().startsWith("metadata.")
                                || (question.path().equals("events")
                                        && condition.name().equals(CallFilter.TYPE)));
    }

    private boolean isOpen(AskedPeriod period, Map<String, Long> sizes) throws SQLException {
        Map<String, String> open = new TreeMap<>(period.filters());
        open.put(CallFilter.OUTCOME, CallFilter.OPEN);
        ListQuery query = new ListQuery(QueryParameters.filter(open), null, null, sizes, false, 1, null, "");
        Page<IndexedCall> page = index.calls(query);
        return !page.items().isEmpty() || page.next() != null;
    }
}
