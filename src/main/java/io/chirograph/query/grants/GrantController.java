package io.chirograph.query.grants;

import io.chirograph.identity.operators.AdminController;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/admin/v1/content-grants`, for administrators who cannot read. Who may ask was decided before.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
class GrantController extends AdminController {
    static final String PATH = "/admin/v1/content-grants";

    private static final Logger LOG = LoggerFactory.getLogger(GrantController.class);
    private static final int MOST_BODY = 64 << 10;
    private static final int SHOWN = 1000;
    private static final int MOST_REASON = 500;

    private final ContentGrants grants;

    GrantController(ContentGrants grants) {
        super("The grant");
        this.grants = grants;
    }

    record Items(List<ContentGrant> items) {}

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> give(HttpServletRequest request, Principal operator)
            throws IOException, RecordingUnavailable {
        byte[] body = request.getInputStream().readNBytes(MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            throw new IllegalArgumentException("the body has more than " + MOST_BODY + " bytes");
        }
        GrantRequest asked = StrictJson.read(body, GrantRequest.class);
        if (Operator.of(request).roles().contains(Role.PAYLOAD_READER)) {
            throw new ApiException(
                    ErrorCode.GRANT_REFUSED, "Your token may read content itself; grants are given by who cannot.");
        }
        if (asked.principal().equals(operator.getName())) {
            throw new ApiException(
                    ErrorCode.GRANT_REFUSED,
                    "Nobody grants to himself; principal is '" + asked.principal() + "'.",
                    "principal",
                    asked.principal());
        }
        ContentGrant given = grants.give(asked, actor(operator));
        LOG.info(
                "{} grants {} to read content until {} ({})",
                given.operator(),
                given.principal(),
                given.expiresAt(),
                given.id());
        return json(HttpStatus.CREATED, given);
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> list() throws IOException {
        return json(HttpStatus.OK, new Items(grants.newest(SHOWN)));
    }

    @GetMapping(PATH + "/{id}")
    ResponseEntity<byte[]> one(@PathVariable String id) throws IOException {
        return json(HttpStatus.OK, grants.get(id(id)).orElseThrow(() -> unknown(id)));
    }

    /// Repeated, it answers the same and changes nothing.
    @DeleteMapping(PATH + "/{id}")
    ResponseEntity<byte[]> end(
            @PathVariable String id, @RequestParam(required = false) @Nullable String reason, Principal operator)
            throws IOException, RecordingUnavailable {
        if (reason != null) {
            GrantRequest.text("reason", reason, MOST_REASON);
        }
        ContentGrant ended = grants.end(id(id), reason, actor(operator)).orElseThrow(() -> unknown(id));
        LOG.info("{} takes grant {} back", operator.getName(), ended.id());
        return json(HttpStatus.OK, ended);
    }

    private static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException none) {
            // the same as one that is written otherwise
        }
        throw new IllegalArgumentException("the grant's id must be a UUID");
    }

    private static ApiException unknown(String id) {
        return ApiException.notFound("No grant " + id + " is known.");
    }

    private static ResponseEntity<byte[]> json(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(StrictJson.bytes(body));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("The grants to read content cannot be read or written", e);
        return Problems.response(
                ErrorCode.GRANTS_FAILED, "The grants cannot be read or written; the program's log says why.");
    }
}
