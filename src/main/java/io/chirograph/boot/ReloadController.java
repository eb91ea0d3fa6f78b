package io.chirograph.boot;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.Reloadable;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /admin/v1/reload`, for administrators: reads everything again that a running process can. Who may ask was
/// decided before a request gets here.
@RestController
class ReloadController extends AdminController {
    private static final int MOST = 500;

    private final ObjectProvider<Reloadable> parts;

    ReloadController(ObjectProvider<Reloadable> parts) {
        super("The reload");
        this.parts = parts;
    }

    private record Question(@Nullable String reason) {}

    @JsonPropertyOrder({"name", "changed"})
    record Part(String name, boolean changed) {}

    /// Answers for each part whether it changed. Parts are taken one by one: one that is refused leaves what was in
    /// force of it, and keeps no other from its turn.
    @PostMapping(value = "/admin/v1/reload", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> reload(@RequestBody byte[] body, Principal operator) {
        String reason = StrictJson.required("reason", StrictJson.read(body, Question.class).reason);
        if (reason.isBlank() || reason.length() > MOST) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + MOST);
        }
        Actor actor = actor(operator);
        List<Part> items = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        parts.orderedStream().forEach(part -> {
            boolean changed = false;
            try {
                changed = part.reload(actor, reason);
            } catch (ReloadRefused | RecordingUnavailable e) {
                refused.add(part.name() + ": " + e.getMessage());
            }
            items.add(new Part(part.name(), changed));
        });
        if (refused.isEmpty()) {
            return ResponseEntity.ok(Map.of("items", items));
        }
        ProblemDetail problem =
                Problems.of(ErrorCode.RELOAD_REFUSED, "What was in force stays so. " + String.join("; ", refused));
        problem.setProperty("items", items);
        return Problems.response(HttpStatus.UNPROCESSABLE_CONTENT).body(problem);
    }
}
