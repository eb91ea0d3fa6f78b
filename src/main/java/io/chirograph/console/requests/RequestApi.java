package io.chirograph.console.requests;

import io.chirograph.event.facts.AuditorDesk.RequestChanged.Action;
import io.chirograph.identity.operators.Operator;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/requests`: what auditors want to be shown, for programs. Steps are taken on the console's pages.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record RequestApi(RequestDesk desk) {
    private static final String PATH = "/audit/v1/requests";

    private record Item(
            UUID id,
            String state,
            String title,
            @Nullable LocalDate due,
            String openedBy,
            Instant openedAt,
            Instant changedAt,
            String link) {
        static Item of(AuditRequest request) {
            return new Item(
                    request.id(),
                    request.state(),
                    request.title(),
                    request.due(),
                    request.maker(),
                    request.steps().getFirst().at(),
                    request.steps().getLast().at(),
                    PATH + "/" + request.id());
        }
    }

    private record Step(
            String action,
            String by,
            Instant at,
            @Nullable String text,
            @Nullable String query,
            List<UUID> calls,
            List<String> events) {}

    private record Whole(
            UUID id, String state, String title, @Nullable LocalDate due, List<Step> steps) {}

    @GetMapping(PATH)
    @Answers(value = "The requests that the reader may see, the newest first.", as = "application/json=api.requests")
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        LogParameters.of(request);
        List<Item> items =
                desk.seenBy(Operator.of(request)).stream().map(Item::of).toList();
        AuditedRead.of(request).found(items.size());
        return ok(Map.of("items", items));
    }

    @GetMapping(PATH + "/{id}")
    @Answers(
            value = "One request with all its steps.",
            as = "application/json=api.request",
            parameters = "id=request",
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> one(@PathVariable String id, HttpServletRequest request) {
        LogParameters.of(request);
        AuditRequest found = desk.seen(id, Operator.of(request));
        AuditedRead.of(request).found(1);
        return ok(new Whole(
                found.id(),
                found.state(),
                found.title(),
                found.due(),
                found.steps().stream().map(RequestApi::step).toList()));
    }

    private static Step step(AuditRequest.Step step) {
        return new Step(
                word(step.action()), step.by(), step.at(), step.text(), step.query(), step.calls(), step.events());
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static ResponseEntity<byte[]> ok(Object body) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(body));
    }
}
