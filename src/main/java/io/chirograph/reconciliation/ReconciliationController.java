package io.chirograph.reconciliation;

import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/admin/v1/reconciliations`, for administrators: takes what the command found, and says how it stands.
@RestController
class ReconciliationController extends AdminController {
    static final String PATH = "/admin/v1/reconciliations";

    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationController.class);

    private final ReconciliationStore store;
    private final ReconciliationMetrics metrics;
    private final Recorder recorder;

    ReconciliationController(ReconciliationStore store, ReconciliationMetrics metrics, Recorder recorder) {
        super("The reconciliation");
        this.store = store;
        this.metrics = metrics;
        this.recorder = recorder;
    }

    private record Items(List<ReconciliationStore.Standing> items) {}

    @GetMapping(PATH)
    ResponseEntity<byte[]> list() {
        return response(HttpStatus.OK, new Items(store.all()));
    }

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> take(@RequestBody byte[] body, Principal operator) throws IOException, RecordingUnavailable {
        ReconciledUsage found = StrictJson.read(body, ReconciledUsage.class);
        ReconciliationStore.Standing standing = store.take(found, recorder, actor(operator));
        metrics.show();
        LOG.info(
                "The usage of {} from {} to {} {}: {} bypasses (event {})",
                found.provider(),
                found.from(),
                found.to(),
                found.verdict(),
                found.count(Verdict.BYPASS),
                standing.event());
        return response(HttpStatus.CREATED, standing);
    }

    private static ResponseEntity<byte[]> response(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(StrictJson.bytes(body));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("A reconciliation is recorded and could not be remembered", e);
        return Problems.response(
                ErrorCode.REQUEST_FAILED, "The reconciliation is recorded and is not remembered: " + e.getMessage());
    }
}
