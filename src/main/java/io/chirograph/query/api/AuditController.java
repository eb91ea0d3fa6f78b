package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The auditors' REST API, read only. Who may ask was decided before a request gets here.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record AuditController(IndexReader index, FollowedLogs logs) {
    @GetMapping(
            path = "/audit/v1/calls",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    @Answers(
            value = "Calls that the filters find.",
            as = "application/json=api.calls",
            parameters = {Answers.FILTERS, "namedBy", "q", "order", "limit", "cursor", "asOf"},
            exported = true)
    ResponseEntity<byte[]> calls(HttpServletRequest request) throws SQLException {
        Page<IndexedCall> page = seen(request).calls(QueryParameters.parse("calls", request.getParameterMap()));
        AuditedRead read = AuditedRead.of(request);
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(call -> read.showsCall(call.id()));
        return ok(AuditResponses.calls(page));
    }

    @GetMapping(
            path = "/audit/v1/events",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    @Answers(
            value = "Events that the filters find.",
            as = "application/json=api.events",
            parameters = {Answers.FILTERS, "namedBy", "q", "order", "limit", "cursor", "asOf"},
            exported = true)
    ResponseEntity<byte[]> events(HttpServletRequest request) throws SQLException {
        Page<IndexedEvent> page = seen(request).events(QueryParameters.parse("events", request.getParameterMap()));
        AuditedRead read = AuditedRead.of(request);
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(event -> shows(read, event));
        return ok(AuditResponses.events(page));
    }

    @GetMapping(
            path = "/audit/v1/timeline",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    @Answers(
            value =
                    "Calls, and events about no call, of one case, actor, document or trace; one filter that says which is required.",
            as = "application/json=api.timeline",
            parameters = {Answers.FILTERS, "namedBy", "q", "order=timelineOrder", "limit", "cursor", "asOf"},
            exported = true)
    ResponseEntity<byte[]> timeline(HttpServletRequest request) throws SQLException {
        Page<TimelineItem> page = seen(request).timeline(QueryParameters.timeline(request.getParameterMap()));
        AuditedRead read = AuditedRead.of(request);
        read.found(page.items().size(), page.asOf().sizes());
        page.items().forEach(item -> shows(read, item));
        return ok(AuditResponses.timeline(page));
    }

    @GetMapping(
            path = "/audit/v1/summary",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    @Answers(
            value = "Figures over the calls that the filters find.",
            as = "application/json=api.summary",
            parameters = {Answers.FILTERS, "namedBy", "q", "by", "group", "limit=groups", "asOf"},
            exported = true,
            refuses = ErrorCode.POPULATION_TOO_LARGE)
    ResponseEntity<byte[]> summary(HttpServletRequest request) throws SQLException {
        SummaryReader.Answer answer = seen(request).summary(QueryParameters.summary(request.getParameterMap()));
        AuditedRead.of(request).found(answer.items().size(), answer.asOf().sizes());
        return ok(AuditResponses.summary(answer));
    }

    @GetMapping("/audit/v1/calls/{callId}")
    @Answers(value = "One call with its events.", as = "application/json=api.call", refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        UUID id = LogParameters.id("callId", callId, "a UUID");
        NamedCall call =
                seen(request).named(id).orElseThrow(() -> ApiException.notFound("No call " + id + " is indexed."));
        AuditedRead read = AuditedRead.of(request);
        read.found(1);
        read.showsCall(id);
        call.events().forEach(event -> shows(read, event));
        return ok(AuditResponses.call(call));
    }

    @GetMapping("/audit/v1/events/{id}")
    @Answers(
            value = "One event with its seal.",
            as = "application/json=api.event",
            tagged = true,
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> event(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        IndexReader seen = seen(request);
        IndexedEvent event = seen.event(LogParameters.event("id", id))
                .orElseThrow(() -> ApiException.notFound("No event " + id + " is indexed."));
        FollowedLog log = logs.log(event.log());
        if (log == null) {
            throw new LogRefusedException(event.log(), "its key is not configured any more");
        }
        String segment = seen.segment(event).orElseThrow();
        SealInfo sealing = SealInfo.read(log, segment, event.position());
        AuditedRead read = AuditedRead.of(request);
        read.found(1);
        shows(read, event);
        return CacheableAnswer.asked( // its lock may be another one next time
                request, MediaType.APPLICATION_JSON, AuditResponses.event(event, sealing));
    }

    private static void shows(AuditedRead read, TimelineItem item) {
        if (item.call() != null) {
            read.showsCall(item.call().id());
        } else if (item.event() != null) {
            shows(read, item.event());
        }
    }

    private static void shows(AuditedRead read, IndexedEvent event) {
        read.showsEvent(event.name(), event.call());
    }

    /// Everything else under `/audit`.
    @GetMapping("/audit/**")
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    ResponseEntity<?> nothing(HttpServletRequest request) {
        throw ApiException.notFound("There is nothing at " + request.getRequestURI() + ".");
    }

    /// The index, as far as the auditor sees it.
    private IndexReader seen(HttpServletRequest request) {
        return index.within(AuditedRead.of(request).scope());
    }

    static ResponseEntity<byte[]> ok(byte[] body) {
        return fresh(MediaType.APPLICATION_JSON, body);
    }

    static ResponseEntity<byte[]> fresh(MediaType type, byte[] body) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }
}
