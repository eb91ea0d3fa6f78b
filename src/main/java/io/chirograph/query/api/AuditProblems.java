package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// What a program of an auditor is told when a question cannot be answered.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestControllerAdvice("io.chirograph.query")
class AuditProblems {
    private static final Logger LOG = LoggerFactory.getLogger(AuditProblems.class);

    @ExceptionHandler({
        ArchiveUnavailableException.class,
        LogRefusedException.class,
        SQLException.class,
        RuntimeException.class
    })
    ResponseEntity<ProblemDetail> failed(Exception e) {
        ApiException refused = AuditRefusals.of(e);
        if (refused == null) {
            LOG.error("An auditor's question failed", e);
            refused = new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The question could not be answered; the program's log says why.");
        }
        return Problems.response(refused);
    }
}
