package io.chirograph.keys;

import io.chirograph.identity.operators.AdminController;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.security.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /admin/v1/signing-keys/rotations`, for administrators.
@RestController
class RotationController extends AdminController {
    static final String PATH = "/admin/v1/signing-keys/rotations";

    private static final Logger LOG = LoggerFactory.getLogger(RotationController.class);

    private final KeyRotation rotation;

    RotationController(KeyRotation rotation) {
        super("The rotation");
        this.rotation = rotation;
    }

    record Keys(String key, String previousKey) {}

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Keys> rotate(@RequestBody byte[] body, Principal operator)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        RotationRequest request = RotationRequest.parse(body);
        KeyRotation.Rotated rotated = rotation.rotate(request.reason(), request.revokedFrom(), actor(operator));
        LOG.info(
                "The signing key {} follows {}",
                rotated.key().idHex(),
                rotated.previous().idHex());
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(new Keys(rotated.key().encode(), rotated.previous().encode()));
    }

    @ExceptionHandler({IOException.class, JournalCorruptException.class})
    ResponseEntity<ProblemDetail> failed(Exception e) {
        LOG.error("The signing key could not be rotated", e);
        return Problems.response(
                ErrorCode.KEY_RING_FAILED,
                "The key ring cannot be read or written; the program's log says why. Nothing has changed.");
    }
}
