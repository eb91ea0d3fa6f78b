package io.chirograph.switches;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/admin/v1/switches`, for administrators: what is stopped, and stopping more or less.
/// Who may ask was decided before a request gets here.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
class SwitchController extends AdminController {
    static final String PATH = "/admin/v1/switches";

    private static final Logger LOG = LoggerFactory.getLogger(SwitchController.class);

    private final SwitchBoard board;

    SwitchController(SwitchBoard board) {
        super("The switch");
        this.board = board;
    }

    record Items(List<Item> items) {}

    @JsonPropertyOrder({"scope", "value", "since", "endOpen", "reason"})
    record Item(SwitchScope.Kind scope, @Nullable String value, Instant since, boolean endOpen, String reason) {
        static Item of(ActiveSwitch thrown) {
            SwitchScope scope = thrown.scope();
            return new Item(scope.kind(), scope.value(), thrown.since(), thrown.endsOpen(), thrown.reason());
        }
    }

    @GetMapping(PATH)
    Items list() {
        return new Items(board.stops().thrown().stream().map(Item::of).toList());
    }

    /// Answers what is thrown from now on.
    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    Items change(@RequestBody byte[] body, Principal operator) throws RecordingUnavailable {
        SwitchRequest request = SwitchRequest.parse(body);
        board.order(request, actor(operator));
        return list();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unwritten(UncheckedIOException e) {
        LOG.error("the switches could not be kept", e);
        return Problems.response(
                ErrorCode.SWITCH_NOT_KEPT,
                "The data directory or the shared state cannot be written. A stop is in force here, but a restart"
                        + " would forget it; a resumption is not in force.");
    }
}
