package io.chirograph.console.links;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.console.CallRow;
import io.chirograph.console.CallView;
import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.console.SearchForm;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/console/shared`, for guests: what their link is about, and nothing else. Content is never part of it.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class SharedController extends ConsolePage {
    private static final String HERE = "/console/shared";
    private static final int MOST_PAGES = 64;
    private final LinkDesk desk;
    private final AuditQuestions questions;
    private final LogReader logs;
    private final EvidenceMaker evidence;

    SharedController(Pages pages, LinkDesk desk, AuditQuestions questions, LogReader logs, EvidenceMaker evidence) {
        super(pages);
        this.desk = desk;
        this.questions = questions;
        this.logs = logs;
        this.evidence = evidence;
    }

    /// @param next where the following page is; null after the last
    record Rows(List<CallRow> calls, @Nullable String next) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> shown(HttpServletRequest request) throws SQLException, LogRefusedException {
        LogParameters given = LogParameters.of(request, "cursor");
        SharedLink link = desk.shown(Operator.of(request));
        UUID one = link.call();
        if (one != null) {
            return page(request, link, one);
        }
        AuditedRead read = AuditedRead.of(request);
        read.asked(new TreeMap<>(link.question()));
        String cursor = given.word("cursor");
        Page<IndexedCall> page =
                questions.calls(read, link.asked(cursor == null ? Map.of() : Map.of("cursor", cursor)));
        Map<String, Object> values = new HashMap<>();
        values.put(
                "rows",
                new Rows(
                        page.items().stream().map(CallRow::of).toList(),
                        page.next() == null ? null : HERE + "?cursor=" + SearchForm.encoded(page.next())));
        values.put("until", link.expiresAt().toEpochMilli());
        values.put("question", new TreeMap<>(link.question()));
        values.put("missing", page.coverage().missing());
        return pages.page(request, "Calls that were shared with you", HERE, "links/calls", values);
    }

    @GetMapping(HERE + "/calls/{callId}")
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request)
            throws SQLException, LogRefusedException {
        LogParameters.of(request);
        SharedLink link = desk.shown(Operator.of(request));
        return page(request, link, LogParameters.id("callId", callId, "a UUID"));
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, SharedLink link, UUID id)
            throws SQLException, LogRefusedException {
        require(link, id);
        AuditedRead read = AuditedRead.of(request);
        CallView view = CallView.of(questions.call(read, id.toString()));
        Map<String, Object> values = new HashMap<>();
        values.put("call", view);
        values.put("keys", view.keys(logs.within(read.scope()).heads()));
        values.put("until", link.expiresAt().toEpochMilli());
        return pages.page(request, "Call " + id, HERE, "links/call", values);
    }

    /// What can be judged without this gateway, by `chirograph verify-evidence`.
    @GetMapping(HERE + "/calls/{callId}/evidence")
    void evidence(@PathVariable String callId, HttpServletRequest request, HttpServletResponse response)
            throws SQLException, LogRefusedException, IOException, ArchiveUnavailableException {
        LogParameters.of(request);
        SharedLink link = desk.shown(Operator.of(request));
        UUID id = LogParameters.id("callId", callId, "a UUID");
        require(link, id);
        Bundle bundle = evidence.within(link.scope()).call(id).orElseThrow(() -> none(id));
        AuditedRead.of(request).found(1);
        AuditedRead.of(request).showsCall(id);
        EvidenceMaker.send(response, bundle, "evidence-" + id + ".zip");
    }

    /// @throws ApiException the link does not show this call; the answer is that of a call that is not there
    private void require(SharedLink link, UUID id) throws SQLException {
        boolean isShown = link.call() == null ? isAmong(link, id) : id.equals(link.call());
        if (!isShown) {
            throw none(id);
        }
    }

    private static ApiException none(UUID id) {
        return ApiException.notFound("No call " + id + " is indexed.");
    }

    /// Whether a call is among those of the question: the question is asked again, about the moment of the call.
    private boolean isAmong(SharedLink link, UUID id) throws SQLException {
        IndexReader seen = questions.index().within(link.scope());
        NamedCall found = seen.named(id).orElse(null);
        if (found == null) {
            return false;
        }
        Instant from = Instant.ofEpochMilli(found.call().time());
        Map<String, String> moment = new TreeMap<>(Map.of("limit", "1000"));
        moment.put("from", later(link.question().get("from"), from).toString());
        moment.put("to", earlier(link.question().get("to"), from.plusMillis(1)).toString());
        if (!Instant.parse(moment.get("from")).isBefore(Instant.parse(moment.get("to")))) {
            return false;
        }
        ListQuery query = QueryParameters.parse("calls", link.asked(moment));
        for (int i = 0; i < MOST_PAGES; i++) {
            Page<IndexedCall> page = seen.calls(query);
            if (page.items().stream().anyMatch(call -> call.id().equals(id))) {
                return true;
            }
            if (page.next() == null) {
                return false;
            }
            moment.put("cursor", page.next());
            query = QueryParameters.parse("calls", link.asked(moment));
        }
        return false;
    }

    private static Instant later(@Nullable String given, Instant other) {
        Instant time =
                given == null ? Instant.EPOCH : OffsetDateTime.parse(given).toInstant();
        return time.isAfter(other) ? time : other;
    }

    private static Instant earlier(@Nullable String given, Instant other) {
        Instant time = given == null ? Instant.MAX : OffsetDateTime.parse(given).toInstant();
        return time.isBefore(other) ? time : other;
    }
}
