package io.chirograph.console;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.content.ContentReader;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `/console/calls/{callId}`: one call under five headings; and one event.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class CallController extends ConsolePage {
    private static final String CALL = SearchController.HERE + "/{callId}";
    private static final int MOST_EVENT = 200_000;
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final AuditQuestions questions;
    private final ContentReader contents;
    private final LogReader logs;

    CallController(Pages pages, AuditQuestions questions, ContentReader contents, LogReader logs) {
        super(pages);
        this.logs = logs;
        this.questions = questions;
        this.contents = contents;
    }

    @GetMapping(CALL)
    ResponseEntity<byte[]> call(@PathVariable String callId, HttpServletRequest request)
            throws SQLException, LogRefusedException {
        LogParameters.of(request);
        NamedCall call = questions.call(AuditedRead.of(request), callId);
        CallView view = CallView.of(call);
        Map<String, Object> values = new HashMap<>();
        values.put("call", view);
        List<IndexedHead> heads = logs.within(AuditedRead.of(request).scope()).heads();
        values.put("keys", view.keys(heads));
        values.put("receipt", view.receipt(heads));
        values.put("reads", Operator.of(request).roles().contains(Role.PAYLOAD_READER));
        return pages.page(request, "Call " + view.id(), SearchController.HERE, "call", values);
    }

    /// What is kept of a request or response, shown.
    @GetMapping(CALL + "/content/{part}")
    ResponseEntity<byte[]> content(@PathVariable String callId, @PathVariable String part, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException, IOException, InterruptedException {
        LogParameters.of(request);
        ContentView[] shown = {null};
        JsonNode completed = part.equals("response") ? completed(AuditedRead.of(request), callId) : null;
        contents.ofCall(request, callId, part, false, content -> shown[0] = ContentView.of(content, completed));
        Map<String, Object> values = new HashMap<>();
        values.put("content", shown[0]);
        values.put("callId", callId);
        return Pages.isPart(request)
                ? pages.part("content", values)
                : pages.page(request, "Content of call " + callId, SearchController.HERE, "contentPage", values);
    }

    /// What the event says that ended a call.
    private @Nullable JsonNode completed(AuditedRead read, String callId) throws SQLException {
        UUID id = EventView.uuid(callId);
        return id == null
                ? null
                : questions
                        .index()
                        .within(read.scope())
                        .call(id)
                        .flatMap(call -> call.events().stream()
                                .filter(event -> event.type().equals(EventType.CALL_COMPLETED.wire()))
                                .findFirst())
                        .map(event -> event.view().data())
                        .orElse(null);
    }

    /// How the events of a call are sealed: where, under which checkpoint, with which lock.
    @GetMapping("/console/events/{id}/seal")
    ResponseEntity<byte[]> seal(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        AuditQuestions.Sealed sealed = questions.event(AuditedRead.of(request), id);
        Map<String, Object> values = new HashMap<>();
        values.put("seal", view(sealed));
        return Pages.isPart(request)
                ? pages.part("seal", values)
                : pages.page(request, "Seal of event " + sealed.event().name(), "", "sealPage", values);
    }

    private SealView view(AuditQuestions.Sealed sealed) {
        long size = sealed.seal().checkpoint().size();
        return SealView.of(sealed.seal(), logs.witnesses(sealed.event().log(), size));
    }

    @GetMapping("/console/events/{id}")
    ResponseEntity<byte[]> event(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        AuditQuestions.Sealed sealed = questions.event(AuditedRead.of(request), id);
        IndexedEvent event = sealed.event();
        Map<String, Object> values = new HashMap<>();
        values.put("event", event);
        values.put(
                "keys",
                CallView.keys(
                        Set.of(event.log()),
                        logs.within(AuditedRead.of(request).scope()).heads()));
        values.put("seal", view(sealed));
        values.put("json", Shown.block(json(event), MOST_EVENT));
        return pages.page(request, "Event " + event.name(), "", "event", values);
    }

    /// The sealed bytes, set out for people; as they are where they are no event.
    private static String json(IndexedEvent event) {
        return event.id() == null
                ? new String(event.bytes(), StandardCharsets.UTF_8)
                : PRETTY.writeValueAsString(PRETTY.readTree(event.bytes()));
    }
}
