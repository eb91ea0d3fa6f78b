package io.chirograph.keys;

import io.chirograph.identity.AdminController;
import io.chirograph.identity.JsonFields;
import io.chirograph.identity.StoredKey;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/admin/v1/gateway-keys`, for administrators: list, make, disable, rotate. A secret is in the one answer that it
/// was made for and nowhere else.
@RestController
class GatewayKeyController extends AdminController {
    static final String PATH = "/admin/v1/gateway-keys";

    private static final Logger LOG = LoggerFactory.getLogger(GatewayKeyController.class);

    private final GatewayKeyRegister register;
    private final Clock clock;

    GatewayKeyController(GatewayKeyRegister register, Clock clock) {
        super("The change");
        this.register = register;
        this.clock = clock;
    }

    @GetMapping(PATH)
    ResponseEntity<String> list() throws IOException {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode items = answer.putArray("items");
        register.configured().forEach(entry -> items.add(GatewayKeyView.json(entry, clock.instant())));
        register.stored().forEach(key -> items.add(GatewayKeyView.json(key, clock.instant())));
        return answer(HttpStatus.OK, answer);
    }

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> create(@RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        StoredKey.Made made = register.create(GatewayKeyRequest.parse(body), actor(operator));
        LOG.info("The gateway key {} was made", made.key().id());
        return answer(HttpStatus.CREATED, shown(made));
    }

    @PostMapping(value = PATH + "/{id}/disable", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> disable(@PathVariable String id, @RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        ObjectNode fields = JsonFields.object(body, List.of("reason"));
        StoredKey key = register.disable(id, GatewayKeyRequest.reason(fields, "disabled"), actor(operator));
        LOG.info("The gateway key {} is disabled", key.id());
        return answer(HttpStatus.OK, GatewayKeyView.json(key, clock.instant()));
    }

    @PostMapping(value = PATH + "/{id}/rotations", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> rotate(@PathVariable String id, @RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        ObjectNode fields = JsonFields.object(body, List.of("overlap", "reason"));
        StoredKey.Made made = register.rotate(
                id,
                GatewayKeyRequest.overlap(JsonFields.text(fields, "overlap", "")),
                GatewayKeyRequest.reason(fields, "scheduled"),
                actor(operator));
        LOG.info("The gateway key {} has another secret", made.key().id());
        return answer(HttpStatus.CREATED, shown(made));
    }

    private ObjectNode shown(StoredKey.Made made) {
        return GatewayKeyView.json(made.key(), clock.instant()).put("key", made.text());
    }

    private static ResponseEntity<String> answer(HttpStatus status, ObjectNode body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.toString());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("The gateway keys could not be read or written", e);
        return Problems.response(
                ErrorCode.KEY_DATABASE_FAILED,
                "The gateway keys cannot be read or written; the program's log says why. A change that was begun is"
                        + " settled at the next start.");
    }
}
