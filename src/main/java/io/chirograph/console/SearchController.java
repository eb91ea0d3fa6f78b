package io.chirograph.console;

import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SummaryQuery;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/calls`: every filter of the API as a form whose URL is the question.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class SearchController extends ConsolePage {
    static final String HERE = "/console/calls";
    private static final String GROUP = "group";
    private static final String MOST_GROUPS = "10";

    /// So many of the newest calls are counted.
    private static final int COUNTED = 50_000;

    private final AuditQuestions questions;

    SearchController(Pages pages, AuditQuestions questions) {
        super(pages);
        this.questions = questions;
    }

    /// @param next where the following page is; null after the last
    /// @param searching whether full text is still being looked through, so that a page may be short
    record Rows(List<CallRow> calls, @Nullable String next, boolean searching) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> calls(HttpServletRequest request) throws SQLException {
        Map<String, String[]> asked = SearchForm.asked(request.getParameterMap());
        Page<IndexedCall> page = questions.calls(AuditedRead.of(request), asked);
        SearchForm form = SearchForm.of(asked);
        Rows rows = new Rows(
                page.items().stream().map(CallRow::of).toList(),
                page.next() == null ? null : form.url(HERE, "cursor", page.next()),
                asked.containsKey("q"));
        if (Pages.isPart(request)) {
            return pages.part("callRows", Map.of("rows", rows));
        }
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put("rows", rows);
        values.put("facets", SummaryQuery.GROUPS);
        values.put("missing", page.coverage().missing());
        values.put("isFirst", !asked.containsKey("cursor"));
        return pages.page(request, "Calls", HERE, "calls", values);
    }

    /// One value that calls of the question have, and the question with it.
    record Facet(String value, long calls, @Nullable String url) {}

    /// @param since when the oldest call is that was looked at; null where all were
    record Facets(List<Facet> values, long calls, @Nullable Long since) {}

    /// What values of one kind the newest calls of a question have.
    @GetMapping(HERE + "/facet")
    ResponseEntity<byte[]> facet(HttpServletRequest request) throws SQLException {
        Map<String, String[]> asked = new TreeMap<>(SearchForm.asked(request.getParameterMap()));
        asked.remove("order");
        asked.put("limit", new String[] {MOST_GROUPS});
        String[] group = asked.get(GROUP);
        if (group == null || group.length != 1 || !SummaryQuery.GROUPS.contains(group[0])) {
            throw ApiException.badParameter(
                    GROUP, group == null ? "" : String.join(",", group), "one of " + SummaryQuery.GROUPS);
        }
        SummaryReader.Answer answer = questions.newest(AuditedRead.of(request), asked, COUNTED);
        Map<String, String[]> question = new TreeMap<>(asked);
        question.remove(GROUP);
        SearchForm form = SearchForm.of(question);
        List<Facet> facets = new ArrayList<>();
        for (SummaryReader.Item item : answer.items()) {
            facets.add(facet(group[0], item, form));
        }
        Instant since = answer.since();
        Map<String, Object> values = Map.of(
                "facets", new Facets(facets, answer.total().calls(), since == null ? null : since.toEpochMilli()));
        return Pages.isPart(request)
                ? pages.part("facet", values)
                : pages.page(request, "Calls by " + group[0], HERE, "facetPage", values);
    }

    private static Facet facet(String group, SummaryReader.Item item, SearchForm form) {
        String value = item.group() == null ? null : item.group().get(group);
        String filter = group.equals("class") ? "dataClass" : group;
        return new Facet(
                Boolean.TRUE.equals(item.others())
                        ? "all others"
                        : value == null || value.isEmpty() ? "none" : Shown.line(value),
                item.figures().calls(),
                value == null || value.isEmpty() ? null : form.url(HERE, filter, literal(value)));
    }

    /// A value as a filter that means just it.
    private static String literal(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("*", "\\*");
    }
}
