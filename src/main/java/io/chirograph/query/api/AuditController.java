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
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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
    ResponseEntity<?> call(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        UUID id = Ids.parse(callId);
        if (id == null) {
            throw ApiException.badParameter("callId", callId, "a UUID");
        }
        Optional<IndexedCall> call = seen(request).call(id);
        if (call.isEmpty()) {
            return notFound("No call " + id + " is indexed.");
        }
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.call(call.get()));
    }

    @GetMapping("/audit/v1/events/{id}")
    ResponseEntity<?> event(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        Optional<IndexedEvent> event = find(seen(request), id);
        if (event.isEmpty()) {
            return notFound("No event " + id + " is indexed.");
        }
        FollowedLog log = logs.stream()
                .filter(known -> known.id().equals(event.get().log()))
                .findFirst()
                .orElseThrow(() -> new LogRefusedException(event.get().log(), "its key is not configured any more"));
        String segment = seen(request).segment(event.get()).orElseThrow();
        SealInfo sealing = SealInfo.read(log, segment, event.get().position());
        AuditedRead.of(request).found(1);
        return ok(AuditResponses.event(event.get(), sealing));
    }

    /// Everything else under `/audit`.
    @GetMapping("/audit/**")
    ResponseEntity<?> nothing(HttpServletRequest request) {
        return notFound("There is nothing at " + request.getRequestURI() + ".");
    }

    /// The index, as far as the auditor sees it.
    private IndexReader seen(HttpServletRequest request) {
        return index.within(AuditedRead.of(request).scope());
    }

    private static Optional<IndexedEvent> find(IndexReader index, String id) throws SQLException {
        if (id.startsWith("sha256:")) {
            try {
                return index.event(Hash.ofHex(id.substring("sha256:".length())));
            } catch (MalformedException e) {
                throw ApiException.badParameter("id", id, "sha256: and 64 lower-case hex digits");
            }
        }
        UUID uuid = Ids.parse(id);
        if (uuid == null) {
            throw ApiException.badParameter("id", id, "a UUID, or sha256: and 64 lower-case hex digits");
        }
        return index.event(uuid);
    }

    private static ResponseEntity<byte[]> ok(byte[] body) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    private static ResponseEntity<?> notFound(String detail) {
        return Problems.response(ErrorCode.NOT_FOUND, detail);
    }
}
