package io.chirograph.keys;

import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.security.Principal;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /admin/v1/content-keys/{id}/reveals`, for administrators: records that a key is given out.
///
/// No key is ever in a response. Who gives it out has the data directory, and reads it there once this is recorded.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
class ContentKeyController extends AdminController {
    static final String PATH = "/admin/v1/content-keys";

    private static final Logger LOG = LoggerFactory.getLogger(ContentKeyController.class);

    private final ErasableKeys keys;
    private final FactSink trail;

    ContentKeyController(ErasableKeys keys, FactSink trail) {
        super("The giving out");
        this.keys = keys;
        this.trail = trail;
    }

    record Recorded(UUID event) {}

    @PostMapping(value = PATH + "/{id}/reveals", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Recorded> reveal(@PathVariable String id, @RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        ContentKeyReveal asked = ContentKeyReveal.parse(body);
        if (keys.find(id).isEmpty() && keys.tenantKey(id).isEmpty()) {
            throw ApiException.notFound("The key store has no key of this id; it may be destroyed.");
        }
        UUID event = trail.record(asked.fact(id, actor(operator)));
        LOG.info("The content key {} is given out", id);
        return ResponseEntity.status(HttpStatus.CREATED).body(new Recorded(event));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("The keys of content could not be read", e);
        return Problems.response(
                ErrorCode.KEY_DATABASE_FAILED, "The keys of content cannot be read; the program's log says why.");
    }
}
