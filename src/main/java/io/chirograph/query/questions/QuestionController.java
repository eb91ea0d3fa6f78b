package io.chirograph.query.questions;

import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/questions`: the questions that the configuration saves, and what each answers for a period.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record QuestionController(SavedQuestions questions, QuestionAnswers answers) {
    private static final String PATH = "/audit/v1/questions";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String LAST = "last";

    private record Item(
            String name,
            @Nullable String says,
            String ask,
            String expect,
            @Nullable String last,
            String link) {}

    @GetMapping(PATH)
    @Answers(value = "The saved questions.", as = "application/json=api.questions")
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        LogParameters.of(request);
        List<Item> items = questions.byName().values().stream()
                .map(one -> new Item(
                        one.name(), one.says(), one.ask(), one.expected(), one.last(), PATH + "/" + one.name()))
                .toList();
        AuditedRead.of(request).found(items.size());
        return ok(Map.of("items", items));
    }

    @GetMapping(PATH + "/{name}")
    @Answers(
            value = "Whether what a saved question expects holds in a period, and what that rests on.",
            as = "application/json=api.question",
            parameters = {"name=question", FROM, TO, LAST},
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.POPULATION_TOO_LARGE})
    ResponseEntity<byte[]> answer(@PathVariable String name, HttpServletRequest request) throws SQLException {
        LogParameters given = LogParameters.of(request, FROM, TO, LAST);
        SavedQuestion question = questions.byName().get(name);
        if (question == null) {
            throw ApiException.notFound("There is no such question; " + PATH + " lists them.");
        }
        QuestionAnswers.Given period = new QuestionAnswers.Given(given.word(FROM), given.word(TO), given.word(LAST));
        return ok(answers.answer(question, period, AuditedRead.of(request)));
    }

    private static ResponseEntity<byte[]> ok(Object body) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(body));
    }
}
