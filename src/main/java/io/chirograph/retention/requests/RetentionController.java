package io.chirograph.retention.requests;

import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.command.AdminClient;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/admin/v1/holds` and `/admin/v1/retention-extensions`, for retention managers. Who may ask was decided before a
/// request gets here.
@RestController
public class RetentionController extends AdminController {
    static final String HOLDS = "/admin/v1/holds";
    static final String EXTENSIONS = "/admin/v1/retention-extensions";

    private static final Logger LOG = LoggerFactory.getLogger(RetentionController.class);

    private final RetentionRequests requests;
    private final Clock clock;

    RetentionController(RetentionRequests requests, Clock clock) {
        super("The request");
        this.requests = requests;
        this.clock = clock;
    }

    @PostMapping(value = HOLDS, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> hold(@RequestBody byte[] body, Principal operator) throws IOException, RecordingUnavailable {
        return made(RetentionRequest.hold(StrictJson.read(body, ObjectNode.class), clock.instant()), operator);
    }

    @PostMapping(value = EXTENSIONS, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> extend(@RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        return made(RetentionRequest.extension(StrictJson.read(body, ObjectNode.class), clock.instant()), operator);
    }

    private ResponseEntity<byte[]> made(RetentionRequest request, Principal operator)
            throws IOException, RecordingUnavailable {
        String token =
                operator instanceof JwtAuthenticationToken jwt ? jwt.getToken().getTokenValue() : "";
        RetentionRequest made = requests.make(request, operator.getName(), token);
        LOG.info("{} asks: {} {} (event {})", made.operator(), made.kind(), made.matter(), made.event());
        return json(HttpStatus.CREATED, made);
    }

    @GetMapping(HOLDS)
    ResponseEntity<byte[]> list() {
        return json(HttpStatus.OK, KnownRequests.of(requests));
    }

    private static ResponseEntity<byte[]> json(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(StrictJson.bytes(body));
    }

    /// The gateway that a retention process has its requests recorded by.
    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(AdminClient.RefusedException e) {
        return Problems.response(
                ErrorCode.REQUEST_UNRECORDED,
                "The gateway did not record the request, so nothing has changed: " + e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("A retention manager's request failed", e);
        return Problems.response(
                ErrorCode.REQUEST_FAILED,
                "The request may be recorded and is not remembered; ask again: " + e.getMessage());
    }
}
