package io.chirograph.query;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.identity.Problems;
import java.sql.SQLException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// What an auditor is told when a question cannot be answered.
@RestControllerAdvice(
        assignableTypes = {
            ForecastController.class,
            AuditController.class,
            LogController.class,
            EvidenceController.class
        })
class AuditProblems {
    private static final Logger LOG = LoggerFactory.getLogger(AuditProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> badParameter(BadParameterException e) {
        ProblemDetail problem = Problems.of(HttpStatus.BAD_REQUEST, e.code(), String.valueOf(e.getMessage()));
        problem.setProperty("field", e.parameter());
        // what somebody put there by mistake may be a secret
        if (!e.code().equals("unknown-parameter")) {
            problem.setProperty("value", e.value());
        }
        return answer(HttpStatus.BAD_REQUEST, problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> undecodable(InvalidParameterException e) {
        return answer(
                HttpStatus.BAD_REQUEST,
                Problems.of(HttpStatus.BAD_REQUEST, "bad-query", "The query cannot be decoded: " + e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notFound(NotIndexedException e) {
        return answer(
                HttpStatus.NOT_FOUND, Problems.of(HttpStatus.NOT_FOUND, "not-found", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> outOfScope(OutOfScopeException e) {
        return answer(
                HttpStatus.FORBIDDEN,
                Problems.of(HttpStatus.FORBIDDEN, "scope-refused", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notYet(NotYetIndexedException e) {
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "index-rebuilding", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> archiveAway(ArchiveUnavailableException e) {
        LOG.warn("The archive could not be read for an auditor: {}", e.toString());
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "archive-unavailable",
                        "The archive cannot be read now, and with it the event's lock and checkpoint."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(LogRefusedException e) {
        LOG.error("The archive is not what was indexed: {}", e.getMessage());
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Problems.of(HttpStatus.INTERNAL_SERVER_ERROR, "archive-changed", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> indexAway(SQLException e) {
        if (e instanceof IndexDamagedException) {
            return answer(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "index-rebuilding",
                            "The index was found damaged and is built again from the archive; nothing of it is shown"
                                    + " until then."));
        }
        LOG.error("The index could not be read", e);
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "index-unavailable", "The index cannot be read now."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(RuntimeException e) {
        LOG.error("An auditor's question failed", e);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Problems.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal-error",
                        "The question could not be answered; the program's log says why."));
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, ProblemDetail problem) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, "5");
        }
        return answer.body(problem);
    }
}
