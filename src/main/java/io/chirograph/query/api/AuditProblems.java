package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.IndexDamagedException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.sql.SQLException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// What an auditor is told when a question cannot be answered.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestControllerAdvice("io.chirograph.query")
class AuditProblems {
    private static final Logger LOG = LoggerFactory.getLogger(AuditProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> undecodable(InvalidParameterException e) {
        return Problems.response(ErrorCode.BAD_QUERY, "The query cannot be decoded: " + e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> archiveAway(ArchiveUnavailableException e) {
        LOG.warn("The archive could not be read for an auditor: {}", e.toString());
        return Problems.response(
                ErrorCode.ARCHIVE_UNAVAILABLE,
                "The archive cannot be read now, and with it the event's lock and checkpoint.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(LogRefusedException e) {
        LOG.error("The archive is not what was indexed: {}", e.getMessage());
        return Problems.response(ErrorCode.ARCHIVE_CHANGED, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> indexDamaged(IndexDamagedException e) {
        return Problems.response(
                ErrorCode.INDEX_REBUILDING,
                "The index was found damaged and is built again from the archive; nothing of it is shown until then.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> indexAway(SQLException e) {
        LOG.error("The index could not be read", e);
        return Problems.response(ErrorCode.INDEX_UNAVAILABLE, "The index cannot be read now.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(RuntimeException e) {
        LOG.error("An auditor's question failed", e);
        return Problems.response(
                ErrorCode.INTERNAL_ERROR, "The question could not be answered; the program's log says why.");
    }
}
