package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
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
    ResponseEntity<byte[]> calls(HttpServletRequest request) throws SQLException {
        Page<IndexedCall> page = seen(request).calls(QueryParameters.parse("calls", request.getParameterMap()));
        AuditedRead.of(request).found(page.items().size(), page.asOf().sizes());
        return ok(AuditResponses.calls(page));
    }

    @GetMapping(
            path = "/audit/v1/events",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    ResponseEntity<byte[]> events(HttpServletRequest request) throws SQLException {
        Page<IndexedEvent> page = seen(request).events(QueryParameters.parse("events", request.getParameterMap()));
        AuditedRead.of(request).found(page.items().size(), page.asOf().sizes());
        return ok(AuditResponses.events(page));
    }

    @GetMapping(
            path = "/audit/v1/timeline",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    ResponseEntity<byte[]> timeline(HttpServletRequest request) throws SQLException {
        Page<TimelineItem> page = seen(request).timeline(QueryParameters.timeline(request.getParameterMap()));
        AuditedRead.of(request).found(page.items().size(), page.asOf().sizes());
        return ok(AuditResponses.timeline(page));
    }

    @GetMapping("/audit/v1/summary")
    ResponseEntity<byte[]> summary(HttpServletRequest request) throws SQLException {
        SummaryReader.Answer answer = seen(request).summary(QueryParameters.summary(request.getParameterMap()));
        AuditedRead.of(request).found(answer.items().size(), answer.asOf().sizes());
        return ok(AuditResponses.summary(answer));
    }

    @GetMapping("/audit/v1/calls/{callId}")
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        UUID id = LogParameters.id("callId", callId, "a UUID");
        IndexedCall call =
                seen(request).call(id).orElseThrow(() -> ApiException.notFound("No call " + id + " is indexed."));
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.call(call));
    }

    @GetMapping("/audit/v1/events/{id}")
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
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.event(event, sealing));
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
