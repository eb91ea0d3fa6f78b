package io.chirograph.console.requests;

import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.console.SearchForm;
import io.chirograph.console.Shown;
import io.chirograph.event.facts.AuditorDesk.RequestChanged.Action;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.EventName;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/console/requests`, for auditors: what is wanted, and answers to it.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class RequestsController extends ConsolePage {
    private static final String HERE = "/console/requests";
    private static final String SEARCH = "/console/calls";
    private static final int MOST_TITLE = 200;
    private static final int MOST_TEXT = 4000;
    private static final int MOST_QUERY = 2000;
    private static final int MOST_IDS = 16;
    private final RequestDesk desk;

    RequestsController(Pages pages, RequestDesk desk) {
        super(pages);
        this.desk = desk;
    }

    /// @param due empty without one
    record Row(String id, String title, String state, String maker, String due, long changed, int answers) {
        static Row of(AuditRequest request) {
            return new Row(
                    request.key(),
                    Shown.line(request.title()),
                    request.state(),
                    Shown.line(request.maker()),
                    request.due() == null ? "" : request.due().toString(),
                    request.steps().getLast().at().toEpochMilli(),
                    (int) request.steps().stream()
                            .filter(step -> step.action() == Action.ANSWERED)
                            .count());
        }
    }

    /// @param text empty where the step says nothing
    /// @param query empty without a search
    record StepRow(
            String action, String by, long at, String text, String query, List<String> calls, List<String> events) {
        static StepRow of(AuditRequest.Step step) {
            return new StepRow(
                    step.action().name().toLowerCase(Locale.ROOT),
                    Shown.line(step.by()),
                    step.at().toEpochMilli(),
                    step.text() == null ? "" : Shown.block(step.text(), MOST_TEXT),
                    step.query() == null ? "" : step.query(),
                    step.calls().stream().map(UUID::toString).toList(),
                    step.events());
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        List<Row> rows = desk.seenBy(Operator.of(request)).stream().map(Row::of).toList();
        return pages.page(request, "Requests", HERE, "requests/list", Map.of("rows", rows));
    }

    @PostMapping(HERE)
    ResponseEntity<byte[]> open(
            @RequestParam(defaultValue = "") String title,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String due,
            HttpServletRequest request)
            throws RecordingUnavailable {
        if (title.isBlank() || title.length() > MOST_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            throw ApiException.badParameter("title", title, "1 to " + MOST_TITLE + " characters, none a control");
        }
        return to(desk.open(title, day(due), new RequestDesk.Said(text(text)), Operator.of(request))
                .key());
    }

    @GetMapping(HERE + "/{id}")
    ResponseEntity<byte[]> one(@PathVariable String id, HttpServletRequest request) {
        AuditRequest found = desk.seen(id, Operator.of(request));
        Map<String, Object> values = new TreeMap<>();
        values.put("row", Row.of(found));
        values.put("steps", found.steps().stream().map(StepRow::of).toList());
        return pages.page(request, "Request: " + Shown.line(found.title()), HERE, "requests/one", values);
    }

    /// Answers, with what answers it: a search, calls, events.
    @PostMapping(HERE + "/{id}/answers")
    ResponseEntity<byte[]> answer(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "") String calls,
            @RequestParam(defaultValue = "") String events,
            HttpServletRequest request)
            throws RecordingUnavailable {
        RequestDesk.Said said = new RequestDesk.Said(
                text(text),
                search(query),
                words("calls", calls).stream()
                        .map(call -> LogParameters.id("calls", call, "UUIDs of calls"))
                        .toList(),
                words("events", events).stream().map(RequestsController::event).toList());
        if (said.isEmpty()) {
            throw ApiException.badParameter("text", "", "there, or a search or evidence in its place");
        }
        desk.step(id, Action.ANSWERED, said, Operator.of(request));
        return to(id);
    }

    @PostMapping(HERE + "/{id}/state")
    ResponseEntity<byte[]> state(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String text,
            HttpServletRequest request)
            throws RecordingUnavailable {
        Action step = switch (action) {
            case "close" -> Action.CLOSED;
            case "reopen" -> Action.REOPENED;
            default -> throw ApiException.badParameter("action", action, "close or reopen");
        };
        desk.step(id, step, new RequestDesk.Said(text(text)), Operator.of(request));
        return to(id);
    }

    private static ResponseEntity<byte[]> to(String id) {
        return ResponseEntity.status(303).header("Location", HERE + "/" + id).build();
    }

    private static @Nullable String text(String text) {
        if (text.length() > MOST_TEXT) {
            throw ApiException.badParameter("text", text.length() + " characters", "at most " + MOST_TEXT);
        }
        return text.isBlank() ? null : text;
    }

    private static @Nullable LocalDate day(String due) {
        try {
            return due.isBlank() ? null : LocalDate.parse(due);
        } catch (DateTimeException e) {
            throw ApiException.badParameter("due", due, "a day such as 2026-12-31");
        }
    }

    /// A search by its address, of which the path and the filters count.
    private static @Nullable String search(String address) {
        if (address.isBlank()) {
            return null;
        }
        int at = address.indexOf(SEARCH);
        String query = at < 0 ? "" : address.substring(at + SEARCH.length()).strip();
        if (at < 0 || address.length() > MOST_QUERY || !(query.isEmpty() || query.startsWith("?"))) {
            throw ApiException.badParameter(
                    "query", address, "the address of a search, with " + SEARCH + " in it, at most " + MOST_QUERY);
        }
        Map<String, String[]> asked = new TreeMap<>();
        SearchForm.parameters(query.isEmpty() ? "" : query.substring(1))
                .forEach((name, value) -> asked.put(name, new String[] {value}));
        asked.remove("cursor");
        ListQuery unused = QueryParameters.parse("calls", asked);
        return SearchForm.of(asked).url(SEARCH);
    }

    private static List<String> words(String field, String text) {
        List<String> words = Arrays.stream(text.strip().split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.size() > MOST_IDS) {
            throw ApiException.badParameter(field, words.size() + " ids", "at most " + MOST_IDS);
        }
        return words;
    }

    private static String event(String text) {
        EventName unused = LogParameters.event("events", text);
        return text;
    }
}
