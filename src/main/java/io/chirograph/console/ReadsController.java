package io.chirograph.console;

import io.chirograph.event.EventType;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/console/reads`: who read what.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class ReadsController extends ConsolePage {
    private static final String HERE = "/console/reads";
    private static final String TYPE = "type";
    private final AuditQuestions questions;

    ReadsController(Pages pages, AuditQuestions questions) {
        super(pages);
        this.questions = questions;
    }

    /// One read.
    /// @param content what of a call's content was read, and why; empty where none was
    record Read(
            String event,
            long time,
            String who,
            String path,
            String question,
            String status,
            String results,
            String content) {
        static Read of(IndexedEvent event) {
            JsonNode data = event.view().data();
            JsonNode content = data.path("content");
            return new Read(
                    event.name(),
                    event.time(),
                    Shown.value(data.path("operator").path("verified").get("subject")) + " · "
                            + Shown.value(data.get("role")),
                    Shown.value(data.path("http").get("path")),
                    data.path("query").isEmpty() ? Shown.NONE : Shown.value(data.get("query")),
                    Shown.value(data.get("status")),
                    Shown.value(data.get("results"))
                            + (data.has("export") ? ", all leave as " + Shown.value(data.get("export")) : ""),
                    content.isObject()
                            ? Shown.value(content.get("what"))
                                    + (content.has("reason") ? ": " + Shown.value(content.get("reason")) : "")
                            : "");
        }
    }

    /// @param next where the following page is; null after the last
    record Rows(List<Read> reads, @Nullable String next) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> reads(HttpServletRequest request) throws SQLException {
        Map<String, String[]> asked = new TreeMap<>(SearchForm.asked(request.getParameterMap()));
        SearchForm form = SearchForm.of(asked);
        if (asked.putIfAbsent(TYPE, new String[] {EventType.AUDIT_READ.wire()}) != null) {
            throw ApiException.badParameter(TYPE, form.value(TYPE), "left out: this page is about reads");
        }
        Page<IndexedEvent> page = questions.events(AuditedRead.of(request), asked);
        Rows rows = new Rows(
                page.items().stream().map(Read::of).toList(),
                page.next() == null ? null : form.url(HERE, "cursor", page.next()));
        if (Pages.isPart(request)) {
            return pages.part("readRows", Map.of("rows", rows));
        }
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put("rows", rows);
        return pages.page(request, "Who read what", HERE, "reads", values);
    }
}
