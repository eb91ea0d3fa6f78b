package io.chirograph.query.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Evidence to carry away, as zip files that `chirograph verify-evidence` judges.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record EvidenceController(EvidenceMaker maker, ObjectProvider<ContentDoor> doors) {
    @GetMapping("/audit/v1/calls/{callId}/evidence")
    @Answers(
            value = "Evidence of one call, to carry away.",
            as = "application/zip",
            headers = "Content-Disposition",
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.EVIDENCE_TOO_LARGE})
    void call(@PathVariable String callId, HttpServletRequest request, HttpServletResponse response)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, IOException {
        LogParameters.of(request);
        UUID id = LogParameters.id("callId", callId, "a UUID");
        Bundle bundle = maker.within(AuditedRead.of(request).scope()).call(id).orElseThrow(() -> notFound(id));
        AuditedRead.of(request).found(1);
        AuditedRead.of(request).showsCall(id);
        EvidenceMaker.send(response, bundle, "evidence-" + id + ".zip");
    }

    @GetMapping("/audit/v1/events/{id}/evidence")
    @Answers(
            value = "Evidence of one event, to carry away; of its call where it belongs to one.",
            as = "application/zip",
            headers = "Content-Disposition",
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.EVIDENCE_TOO_LARGE})
    void event(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, IOException {
        LogParameters.of(request);
        AuditedRead reading = AuditedRead.of(request);
        EvidenceMaker seen = maker.within(reading.scope());
        IndexedEvent event = seen.index()
                .event(LogParameters.event("id", id))
                .orElseThrow(() -> ApiException.notFound("No event " + id + " is indexed."));
        UUID own = event.id();
        if (own == null) {
            throw ApiException.notFound("Record " + id + " is no event, so there is no evidence of it as one.");
        }
        UUID call = event.call();
        Bundle bundle = call == null ? seen.event(event, own) : seen.call(call).orElseThrow(() -> notFound(call));
        reading.found(1);
        reading.showsEvent(event.name(), call);
        EvidenceMaker.send(response, bundle, "evidence-" + (call == null ? own : call) + ".zip");
    }

    @PostMapping("/audit/v1/evidence")
    @Answers(
            value = "Evidence of many calls, or of a sample, to carry away.",
            as = "application/zip",
            takes = "application/json=api.evidence-question",
            parameters = "Chirograph-Reason",
            headers = "Content-Disposition",
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.REASON_MISSING,
                ErrorCode.GRANT_MISSING,
                ErrorCode.GRANTS_FAILED,
                ErrorCode.EVIDENCE_TOO_LARGE,
                ErrorCode.POPULATION_TOO_LARGE
            })
    void population(HttpServletRequest request, HttpServletResponse response)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, IOException {
        if (request.getQueryString() != null) {
            throw new ApiException(
                    ErrorCode.UNKNOWN_PARAMETER,
                    "The question goes into the body; the URL takes no parameters here.",
                    "query string",
                    null);
        }
        byte[] body = request.getInputStream().readNBytes(EvidenceQuestion.MAX_BODY + 1);
        AuditedRead reading = AuditedRead.of(request);
        reading.asked(body, Map.of());
        EvidenceQuestion question = EvidenceQuestion.parse(body).within(reading.scope());
        reading.asked(body, question.facts());
        require(question.ids(), reading.scope());
        EvidenceMaker.Allowed allowed =
                question.content() ? doors.getIfAvailable(ContentDoor::ofRole).open(request) : calls -> {};
        EvidenceMaker.send(
                response,
                maker.within(reading.scope())
                        .population(question, (calls, sizes) -> shows(reading, calls, sizes), allowed),
                "evidence.zip");
    }

    private static void shows(AuditedRead reading, List<UUID> calls, Map<String, Long> sizes) {
        reading.found(calls.size(), sizes);
        calls.forEach(reading::showsCall);
    }

    /// Evidence says of missing ids that no log has them; only who sees all calls may be told that.
    private void require(@Nullable List<UUID> ids, AuditScope scope) throws SQLException {
        if (ids == null || scope.equals(AuditScope.ALL)) {
            return;
        }
        IndexReader seen = maker.index().within(scope);
        for (UUID id : ids) {
            if (seen.call(id).isEmpty()) {
                throw notFound(id);
            }
        }
    }

    private static ApiException notFound(UUID call) {
        return ApiException.notFound("No call " + call + " is indexed.");
    }
}
