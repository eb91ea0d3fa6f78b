package io.chirograph.keys;

import io.chirograph.event.Actor;
import io.chirograph.identity.Problems;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /admin/v1/signing-keys/rotations`, for administrators. Who may ask was decided before a request gets
/// here.
@RestController
class RotationController {
    static final String PATH = "/admin/v1/signing-keys/rotations";

    private static final Logger LOG = LoggerFactory.getLogger(RotationController.class);

    private final KeyRotation rotation;

    RotationController(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, String>> rotate(@RequestBody byte[] body, Principal operator)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        RotationRequest request = RotationRequest.parse(body);
        Actor actor = new Actor(new TreeMap<>(Map.of("subject", operator.getName())), new TreeMap<>());
        KeyRotation.Rotated rotated = rotation.rotate(request.reason(), request.revokedFrom(), actor);
        LOG.info(
                "The signing key {} follows {}",
                rotated.key().idHex(),
                rotated.previous().idHex());
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(Map.of(
                        "key",
                        rotated.key().encode(),
                        "previousKey",
                        rotated.previous().encode()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> bad(IllegalArgumentException e) {
        return answer(Problems.of(HttpStatus.BAD_REQUEST, "bad-value", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unrecorded(RecordingUnavailable e) {
        ProblemDetail problem = e.outcomeUnknown()
                ? Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "recording-unavailable",
                        "Whether the rotation was recorded will be known after a restart: " + e.getMessage())
                : Problems.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "recording-unavailable",
                        "The rotation cannot be recorded now, so nothing has changed: " + e.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()))
                .body(problem);
    }

    @ExceptionHandler({IOException.class, JournalCorruptException.class})
    ResponseEntity<ProblemDetail> failed(Exception e) {
        LOG.error("The signing key could not be rotated", e);
        return answer(Problems.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "key-ring-failed",
                "The key ring cannot be read or written; the program's log says why. Nothing has changed."));
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
