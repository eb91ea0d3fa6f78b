package io.chirograph.keys;

import io.chirograph.identity.callers.StoredKey;
import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ConditionalOnRole;
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

/// `/admin/v1/gateway-keys`, for administrators. A secret is in the one response that it was made for.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
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

    private record Items(List<GatewayKeyView> items) {}

    @GetMapping(PATH)
    ResponseEntity<byte[]> list() throws IOException {
        return response(
                HttpStatus.OK,
                new Items(GatewayKeyView.all(register.configured(), register.stored(), clock.instant())));
    }

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        StoredKey.Made made = register.create(GatewayKeyRequest.parse(body), actor(operator));
        LOG.info("The gateway key {} was made", made.key().id());
        return response(HttpStatus.CREATED, shown(made));
    }

    @PostMapping(value = PATH + "/{id}/disable", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> disable(@PathVariable String id, @RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        String reason = StrictJson.read(body, GatewayKeyRequest.Disabling.class).reason();
        StoredKey key =
                register.disable(id, GatewayKeyRequest.checked(reason == null ? "disabled" : reason), actor(operator));
        LOG.info("The gateway key {} is disabled", key.id());
        return response(HttpStatus.OK, GatewayKeyView.of(key, null, clock.instant()));
    }

    @PostMapping(value = PATH + "/{id}/rotations", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> rotate(@PathVariable String id, @RequestBody byte[] body, Principal operator)
            throws IOException, RecordingUnavailable {
        GatewayKeyRequest.Rotation asked = StrictJson.read(body, GatewayKeyRequest.Rotation.class);
        StoredKey.Made made = register.rotate(
                id,
                GatewayKeyRequest.overlap(asked.overlap()),
                GatewayKeyRequest.checked(asked.reason() == null ? "scheduled" : asked.reason()),
                actor(operator));
        LOG.info("The gateway key {} has another secret", made.key().id());
        return response(HttpStatus.CREATED, shown(made));
    }

    private GatewayKeyView shown(StoredKey.Made made) {
        return GatewayKeyView.of(made.key(), made.text(), clock.instant());
    }

    private static ResponseEntity<byte[]> response(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(StrictJson.bytes(body));
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
