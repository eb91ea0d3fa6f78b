package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The auditors' REST API, read only. Who may ask was decided before a request gets here.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record AuditController(AuditQuestions questions) {
    @GetMapping(
            path = "/audit/v1/calls",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.ALL_VALUE}) // before exports, where both would do
    @Answers(
            value = "Calls that the filters find.",
            as = "application/json=api.calls",
            parameters = {Answers.FILTERS, "namedBy", "q", "order", "limit", "cursor", "asOf"},
            exported = true)
    ResponseEntity<byte[]> calls(HttpServletRequest request) throws SQLException {
        return ok(AuditResponses.calls(questions.calls(AuditedRead.of(request), request.getParameterMap())));
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
        return ok(AuditResponses.events(questions.events(AuditedRead.of(request), request.getParameterMap())));
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
        return ok(AuditResponses.timeline(questions.timeline(AuditedRead.of(request), request.getParameterMap())));
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
        return ok(AuditResponses.summary(questions.summary(AuditedRead.of(request), request.getParameterMap())));
    }

    @GetMapping("/audit/v1/calls/{callId}")
    @Answers(value = "One call with its events.", as = "application/json=api.call", refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        return ok(AuditResponses.call(questions.call(AuditedRead.of(request), callId)));
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
        AuditQuestions.Sealed found = questions.event(AuditedRead.of(request), id);
        return CacheableAnswer.asked( // its lock may be another one next time
                request, MediaType.APPLICATION_JSON, AuditResponses.event(found.event(), found.seal()));
    }

    /// Everything else under `/audit`.
    @GetMapping("/audit/**")
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it
    ResponseEntity<?> nothing(HttpServletRequest request) {
        throw ApiException.notFound("There is nothing at " + request.getRequestURI() + ".");
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
