package io.chirograph.console.questions;

import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.questions.QuestionAnswers;
import io.chirograph.query.questions.SavedQuestion;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/console/questions`: what is asked again and again, by name, and whether what it expects holds in a period.
///
/// Reading is an audited read, as in the API; what an auditor keeps changes at `/console/kept-questions`.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class QuestionsController extends ConsolePage {
    private static final String HERE = "/console/questions";
    private static final String KEPT = "/console/kept-questions";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String LAST = "last";
    private final QuestionDesk desk;
    private final QuestionAnswers answers;

    QuestionsController(Pages pages, QuestionDesk desk, QuestionAnswers answers) {
        super(pages);
        this.desk = desk;
        this.answers = answers;
    }

    record Row(String name, String says, String ask, String expect, String last, boolean own) {
        static Row of(QuestionDesk.Named named) {
            SavedQuestion one = named.question();
            return new Row(
                    one.name(),
                    one.says() == null ? "" : Shown.line(one.says()),
                    Shown.line(one.ask()),
                    one.expected(),
                    one.last() == null ? "" : one.last(),
                    named.own());
        }
    }

    /// What was found, or why more may have been.
    record Line(String name, String url, String text) {}

    /// @param tone of its verdict
    record Answer(
            String holds,
            String tone,
            String count,
            String from,
            String to,
            List<Line> items,
            List<Line> reasons,
            List<String> missing,
            String asOf) {
        static Answer of(JsonNode json) {
            String holds = json.path("holds").asString("");
            List<Line> items = new ArrayList<>();
            for (JsonNode item : json.path("items")) {
                String call = item.path("callId").asString("");
                String event = item.path("id").asString(item.path("leafHash").asString(""));
                boolean isCall = item.has("events");
                items.add(new Line(
                        Shown.line(isCall ? call : event),
                        isCall ? "/console/calls/" + call : "/console/events/" + event,
                        Shown.value(item.get("time")) + " · "
                                + Shown.value(isCall ? item.get("outcome") : item.get("type"))));
            }
            List<Line> reasons = new ArrayList<>();
            for (JsonNode reason : json.path("reasons")) {
                reasons.add(new Line(
                        Shown.value(reason.get("kind")),
                        "",
                        Shown.value(reason.get("text"))
                                + (reason.has("log") ? " (log " + Shown.value(reason.get("log")) + ")" : "")));
            }
            return new Answer(
                    holds,
                    switch (holds) {
                        case "yes" -> "good";
                        case "no" -> "bad";
                        default -> "warn";
                    },
                    Shown.count(json.path("count").asLong())
                            + (json.path("more").asBoolean() ? ", and perhaps more" : ""),
                    json.path(FROM).asString(""),
                    json.path(TO).asString(""),
                    items,
                    reasons,
                    json.path("coverage")
                            .path("missing")
                            .valueStream()
                            .map(Shown::value)
                            .toList(),
                    Shown.value(json.get("asOf")));
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        LogParameters.of(request);
        List<Row> rows = desk.seenBy(Operator.of(request)).stream().map(Row::of).toList();
        AuditedRead.of(request).found(rows.size());
        return pages.page(request, "Questions", HERE, "questions/list", Map.of("rows", rows));
    }

    @GetMapping(HERE + "/{name}")
    ResponseEntity<byte[]> one(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String last,
            HttpServletRequest request)
            throws SQLException {
        LogParameters.of(request, FROM, TO, LAST);
        QuestionDesk.Named named = desk.named(name, Operator.of(request));
        QuestionAnswers.Given given = new QuestionAnswers.Given(filled(from), filled(to), filled(last));
        boolean isAsked = given.from() != null
                || given.to() != null
                || given.last() != null
                || named.question().last() != null;
        Map<String, Object> values = new HashMap<>();
        values.put("row", Row.of(named));
        values.put(
                "answer", isAsked ? Answer.of(answers.json(named.question(), given, AuditedRead.of(request))) : null);
        return pages.page(request, "Question: " + named.question().name(), HERE, "questions/one", values);
    }

    /// @param ask the list and its filters; of a search the period is left out, which is asked for each time
    @PostMapping(KEPT)
    ResponseEntity<byte[]> keep(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String ask,
            @RequestParam(defaultValue = "") String expect,
            @RequestParam(defaultValue = "") String last,
            HttpServletRequest request)
            throws RecordingUnavailable {
        desk.keep(name, ask, expect, filled(last), Operator.of(request));
        return to(HERE + "/" + name);
    }

    @PostMapping(KEPT + "/{name}/delete")
    ResponseEntity<byte[]> delete(@PathVariable String name, HttpServletRequest request) throws RecordingUnavailable {
        desk.delete(name, Operator.of(request));
        return to(HERE);
    }

    private static @Nullable String filled(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private static ResponseEntity<byte[]> to(String path) {
        return ResponseEntity.status(303).header("Location", path).build();
    }
}
