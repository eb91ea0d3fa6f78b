package io.chirograph.console.acts;

import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.console.SearchForm;
import io.chirograph.console.Shown;
import io.chirograph.event.EventType;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.support.json.StrictJson;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/console/retention`, for auditors: holds and longer retention as events say them. Nothing is asked for here.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class HoldsOnRecord extends ConsolePage {
    private static final Logger LOG = LoggerFactory.getLogger(HoldsOnRecord.class);
    private static final String HERE = "/console/retention";
    private static final String TYPE = "type";
    private static final String MOST = "1000";
    private static final String TYPES = Stream.of(
                    EventType.HOLD_REQUESTED,
                    EventType.HOLD_PLACED,
                    EventType.HOLD_RELEASED,
                    EventType.RETENTION_REQUESTED,
                    EventType.RETENTION_CHANGED)
            .map(EventType::wire)
            .collect(Collectors.joining(","));
    private final AuditQuestions questions;

    HoldsOnRecord(Pages pages, AuditQuestions questions) {
        super(pages);
        this.questions = questions;
    }

    /// What one event says.
    /// @param explained the event of the request that explains what was found; null where there is none
    /// @param isUnexplained whether something was found that no request explains
    record One(
            String event,
            long time,
            String what,
            String matter,
            String objects,
            String reason,
            String who,
            @Nullable String explained,
            boolean isUnexplained) {
        static One of(IndexedEvent event) {
            JsonNode data = event.view().data();
            boolean isFound = data.path("matched").isBoolean();
            String explained = data.path("request").asString("");
            return new One(
                    event.name(),
                    event.time(),
                    what(event.type(), data),
                    Shown.value(data.get("matter")),
                    isFound ? found(data) : objects(data),
                    isFound ? "" : Shown.value(data.get("reason")),
                    isFound
                            ? ""
                            : Shown.value(data.path("operator").path("verified").get("subject")),
                    explained.isEmpty() ? null : explained,
                    isFound && !data.path("matched").asBoolean());
        }

        private static String what(String type, JsonNode data) {
            if (type.equals(EventType.HOLD_REQUESTED.wire())) {
                return data.path("action").asString("").equals("release") ? "release asked for" : "hold asked for";
            }
            if (type.equals(EventType.RETENTION_REQUESTED.wire())) {
                return data.has("until")
                        ? "asked to keep until " + Shown.value(data.get("until"))
                        : "asked to keep longer by " + Shown.value(data.get("by"));
            }
            if (type.equals(EventType.RETENTION_CHANGED.wire())) {
                return (data.path("shortened").asBoolean() ? "lock shortened: " : "lock changed: ")
                        + Shown.value(data.get("before")) + " → " + Shown.value(data.get("after"));
            }
            return type.equals(EventType.HOLD_PLACED.wire()) ? "hold found" : "hold gone";
        }

        private static String found(JsonNode data) {
            return Shown.value(data.get("objects")) + " in " + Shown.value(data.get("archive"));
        }

        private static String objects(JsonNode data) {
            try {
                return HoldPages.Asked.scope(scope(data));
            } catch (IllegalArgumentException e) {
                return Shown.value(data.get("scope")); // another version's
            }
        }
    }

    private static @Nullable ObjectScope scope(JsonNode data) {
        return data.has("scope") ? StrictJson.read("scope", data.path("scope"), ObjectScope.class) : null;
    }

    /// @param next where the following page is; null after the last
    record Rows(List<One> found, @Nullable String next) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> retention(HttpServletRequest request) throws SQLException {
        Map<String, String[]> asked = new TreeMap<>(SearchForm.asked(request.getParameterMap()));
        SearchForm form = SearchForm.of(asked);
        if (asked.putIfAbsent(TYPE, new String[] {TYPES}) != null) {
            throw ApiException.badParameter(TYPE, form.value(TYPE), "left out: this page is about holds and retention");
        }
        AuditedRead read = AuditedRead.of(request);
        Page<IndexedEvent> page = questions.events(read, asked);
        Rows rows = new Rows(
                page.items().stream().map(One::of).toList(),
                page.next() == null ? null : form.url(HERE, "cursor", page.next()));
        if (Pages.isPart(request)) {
            return pages.part("acts/retentionRows", Map.of("rows", rows));
        }
        Page<IndexedEvent> requests = questions
                .index()
                .within(read.scope())
                .events(QueryParameters.parse(
                        "events",
                        Map.of(TYPE, new String[] {EventType.HOLD_REQUESTED.wire()}, "limit", new String[] {MOST})));
        Map<String, Object> values = new HashMap<>();
        values.put("rows", rows);
        values.put("running", running(requests.items().reversed()));
        values.put("isWhole", requests.next() == null);
        return pages.page(request, "Holds and retention on record", HERE, "acts/retention", values);
    }

    /// The matters whose holds run, by the requests on record.
    /// @param requests oldest first
    private static List<String> running(List<IndexedEvent> requests) {
        List<RetentionRequest> asked = new ArrayList<>();
        for (IndexedEvent event : requests) {
            JsonNode data = event.view().data();
            ObjectNode json = StrictJson.MAPPER.createObjectNode();
            for (String name : List.of("action", "matter", "reason", "scope")) {
                if (data.has(name)) {
                    json.set(name, data.get(name));
                }
            }
            try {
                asked.add(RetentionRequest.hold(json, Instant.ofEpochMilli(event.time())));
            } catch (IllegalArgumentException e) {
                LOG.warn("Event {} is no request that this version knows: {}", event.name(), e.getMessage());
            }
        }
        return RetentionRequestStore.running(asked).keySet().stream()
                .map(Shown::line)
                .toList();
    }
}
