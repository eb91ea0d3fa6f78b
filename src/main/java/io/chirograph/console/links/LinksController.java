package io.chirograph.console.links;

import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.console.SearchForm;
import io.chirograph.console.Shown;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.identity.signin.SignInProperties;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/console/links`, for auditors: make a link, list them, take one back; and `/console/link`, which opens one.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class LinksController extends ConsolePage {
    private static final String HERE = "/console/links";
    private static final String OPENS = "/console/link";
    private static final int MOST_QUERY = 8192;
    private final LinkDesk desk;
    private final AuditQuestions questions;
    private final SignInProperties settings;

    LinksController(Pages pages, LinkDesk desk, AuditQuestions questions, SignInProperties settings) {
        super(pages);
        this.desk = desk;
        this.questions = questions;
        this.settings = settings;
    }

    /// @param what where an auditor sees what it shows
    record Row(
            String id,
            String note,
            String what,
            String url,
            String maker,
            long made,
            long until,
            String state,
            boolean live) {
        static Row of(SharedLink link, Instant now) {
            SearchForm form = SearchForm.of(link.asked(Map.of()));
            return new Row(
                    link.key(),
                    Shown.line(link.note()),
                    link.call() != null ? "call " + link.call() : "calls of a question",
                    link.call() != null ? "/console/calls/" + link.call() : form.url("/console/calls"),
                    Shown.line(link.maker()),
                    link.madeAt().toEpochMilli(),
                    link.expiresAt().toEpochMilli(),
                    link.state(now),
                    !link.over(now));
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        Instant now = desk.now();
        List<Row> rows = desk.seenBy(Operator.of(request)).stream()
                .map(link -> Row.of(link, now))
                .toList();
        return pages.page(request, "Links", HERE, "links/list", Map.of("rows", rows));
    }

    /// Makes a link and shows it, this once.
    /// @param call what it shows; or
    /// @param query the question whose calls it shows, as in a URL
    @PostMapping(HERE)
    ResponseEntity<byte[]> make(
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String call,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "7") String days,
            HttpServletRequest request)
            throws RecordingUnavailable, SQLException {
        Operator auditor = Operator.of(request);
        UUID shown = call.isEmpty() ? null : LogParameters.id("call", call, "a call's UUID");
        Map<String, String> question = shown == null ? question(query, auditor.scope()) : Map.of();
        if (!days.matches("[1-9]|[12][0-9]|30")) {
            throw ApiException.badParameter("days", days, "1 to 30");
        }
        LinkDesk.Order order = new LinkDesk.Order(note, shown, question, Duration.ofDays(Integer.parseInt(days)));
        LinkDesk.Made made = desk.make(order, auditor);
        Map<String, Object> values = new HashMap<>();
        values.put("row", Row.of(made.link(), desk.now()));
        values.put("url", settings.browsersFind(OPENS) + "#" + made.code());
        return pages.page(request, "A link, shown this once", HERE, "links/made", values);
    }

    /// The question of a link: the calls that there are now, and no later ones.
    private Map<String, String> question(String query, AuditScope scope) throws SQLException {
        if (query.length() > MOST_QUERY) {
            throw ApiException.badParameter("query", query.length() + " characters", "at most " + MOST_QUERY);
        }
        Map<String, String> question = new TreeMap<>(SearchForm.parameters(query));
        question.remove("limit");
        question.remove("cursor");
        String sizes = questions.index().within(scope).sizes().entrySet().stream()
                .map(log -> log.getKey() + ":" + log.getValue())
                .collect(Collectors.joining(","));
        if (!sizes.isEmpty()) {
            question.putIfAbsent(QueryParameters.AS_OF, sizes);
        }
        Map<String, String[]> asked = new TreeMap<>();
        question.forEach((name, value) -> asked.put(name, new String[] {value}));
        ListQuery unused = QueryParameters.parse("calls", asked);
        return question;
    }

    @PostMapping(HERE + "/{id}/revoke")
    ResponseEntity<byte[]> revoke(@PathVariable String id, HttpServletRequest request) throws RecordingUnavailable {
        desk.revoke(id, Operator.of(request));
        return ResponseEntity.status(303).header("Location", HERE).build();
    }

    /// Where a link leads, for whoever has it. Nothing is spent before the form is sent.
    @GetMapping(OPENS)
    ResponseEntity<byte[]> opens() {
        return pages.open("Open what was shared with you", "links/open");
    }
}
