package io.chirograph.identity;

import io.chirograph.event.Actor;
import io.chirograph.recording.RecordingUnavailable;
import java.security.Principal;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/// What the controllers of the operators' API say alike.
public final class AdminAnswers {
    private AdminAnswers() {}

    /// The operator whose token let the request in.
    public static Actor actor(Principal operator) {
        return new Actor(new TreeMap<>(Map.of("subject", operator.getName())), new TreeMap<>());
    }

    /// Who runs an offline command; nobody checks it.
    public static Actor user() {
        return new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown"))));
    }

    /// A problem as the answer.
    public static ResponseEntity<ProblemDetail> problem(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /// 400: a value that is none.
    public static ResponseEntity<ProblemDetail> bad(IllegalArgumentException e) {
        return problem(Problems.of(HttpStatus.BAD_REQUEST, "bad-value", String.valueOf(e.getMessage())));
    }

    /// 503 with `Retry-After`: a change that could not be recorded is not made.
    ///
    /// @param what the change, as the beginning of a sentence
    public static ResponseEntity<ProblemDetail> unrecorded(RecordingUnavailable e, String what) {
        ProblemDetail problem = e.outcomeUnknown()
                ? Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "recording-unavailable",
                        "Whether this was recorded will be known after a restart. " + what + ": " + e.getMessage())
                : Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "recording-unavailable",
                        what + " cannot be recorded now, so nothing has changed: " + e.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()))
                .body(problem);
    }
}
