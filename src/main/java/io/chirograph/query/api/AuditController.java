package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
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
class AuditController {
    private final IndexReader index;
    private final List<FollowedLog> logs;

    AuditController(IndexReader index, FollowedLogs logs) {
        this.index = index;
        this.logs = logs.logs();
    }

    @GetMapping("/audit/v1/calls")
    ResponseEntity<byte[]> calls(HttpServletRequest request) throws SQLException {
        Page<IndexedCall> page = seen(request).calls(QueryParameters.parse("calls", request.getParameterMap()));
        AuditedRead.of(request).found(page.items().size(), page.asOf().sizes());
        return ok(AuditResponses.calls(page));
    }

    @GetMapping("/audit/v1/events")
    ResponseEntity<byte[]> events(HttpServletRequest request) throws SQLException {
        Page<IndexedEvent> page = seen(request).events(QueryParameters.parse("events", request.getParameterMap()));
        AuditedRead.of(request).found(page.items().size(), page.asOf().sizes());
        return ok(AuditResponses.events(page));
    }

    @GetMapping("/audit/v1/calls/{callId}")
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        UUID id = Ids.parse(callId);
        if (id == null) {
            throw ApiException.badParameter("callId", callId, "a UUID");
        }
        IndexedCall call = seen(request).call(id).orElseThrow(() -> notFound("No call " + id + " is indexed."));
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.call(call));
    }

    @GetMapping("/audit/v1/events/{id}")
    ResponseEntity<byte[]> event(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        IndexReader seen = seen(request);
        IndexedEvent event = LogParameters.event("id", id, seen::event, seen::event)
                .orElseThrow(() -> notFound("No event " + id + " is indexed."));
        FollowedLog log = logs.stream()
                .filter(known -> known.id().equals(event.log()))
                .findFirst()
                .orElseThrow(() -> new LogRefusedException(event.log(), "its key is not configured any more"));
        String segment = seen.segment(event).orElseThrow();
        SealInfo sealing = SealInfo.read(log, segment, event.position());
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.event(event, sealing));
    }

    /// Everything else under `/audit`.
    @GetMapping("/audit/**")
    ResponseEntity<?> nothing(HttpServletRequest request) {
        throw notFound("There is nothing at " + request.getRequestURI() + ".");
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

    static ApiException notFound(String detail) {
        return new ApiException(ErrorCode.NOT_FOUND, detail);
    }
}
