package io.chirograph.identity.operators;

import io.chirograph.event.value.Actor;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.security.Principal;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;

/// Base of the operators' controllers: who asks, and what they refuse alike.
public abstract class AdminController {
    private final String change;

    /// @param change what the controller changes, as the beginning of a sentence
    protected AdminController(String change) {
        this.change = change;
    }

    /// The operator whose token let the request in.
    protected static Actor actor(Principal operator) {
        return new Actor(new TreeMap<>(Map.of("subject", operator.getName())), new TreeMap<>());
    }

    @ExceptionHandler
    protected ResponseEntity<ProblemDetail> bad(IllegalArgumentException e) {
        return Problems.response(ErrorCode.BAD_VALUE, String.valueOf(e.getMessage()));
    }

    /// A change that cannot be recorded is not made.
    @ExceptionHandler
    protected ResponseEntity<ProblemDetail> unrecorded(RecordingUnavailable e) {
        return Problems.response(refusal(change, e));
    }

    /// What an operator is told whose change cannot be recorded.
    /// @param change as the beginning of a sentence
    public static ApiException refusal(String change, RecordingUnavailable e) {
        String detail = e.outcomeUnknown()
                ? "Whether this was recorded will be known after a restart. " + change + ": " + e.getMessage()
                : change + " cannot be recorded now, so nothing has changed: " + e.getMessage();
        return new ApiException(ErrorCode.RECORDING_UNAVAILABLE, detail, null, null, e.retryAfter());
    }
}
