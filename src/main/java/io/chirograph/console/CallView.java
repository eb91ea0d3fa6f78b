package io.chirograph.console;

import io.chirograph.event.EventType;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.lookup.NamedCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A call under its headings, as its sealed events say it.
/// @param asked what was asked for: operation, model, parameters, tools, what the model sees besides
/// @param bodies its request and its response
/// @param verified what credentials prove of who acted
/// @param asserted what nobody checked
/// @param delegates who acts for whom, outermost first
/// @param decisions what policy decided, one for each event that says it
/// @param steps what happened, in the order of time
/// @param figures tokens, cost, times
/// @param naming events of applications that name the call
public record CallView(
        String id,
        String outcome,
        long time,
        List<Fact> asked,
        List<Body> bodies,
        List<Fact> verified,
        List<Fact> asserted,
        List<Fact> delegates,
        List<Fact> source,
        List<Decision> decisions,
        List<Step> steps,
        List<Fact> figures,
        List<Step> naming,
        long moreNaming) {
    /// A request or response.
    /// @param level how its content is kept, in the event's word; empty where the event does not say
    /// @param isStored whether content of it lies in the archive
    public record Body(String part, List<Fact> facts, String level, boolean isStored) {}

    /// What policy decided.
    public record Decision(String of, String decision, List<Fact> facts) {}

    /// One event.
    public record Step(String type, String name, long time, String log, long position, String leaf, List<Fact> facts) {}

    public static CallView of(NamedCall named) {
        IndexedCall call = named.call();
        Set<Fact> asked = new LinkedHashSet<>();
        Set<Fact> verified = new LinkedHashSet<>();
        Set<Fact> asserted = new LinkedHashSet<>();
        Set<Fact> delegates = new LinkedHashSet<>();
        Set<Fact> source = new LinkedHashSet<>();
        List<Body> bodies = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        List<Fact> figures = new ArrayList<>();
        for (IndexedEvent event : call.events()) {
            JsonNode data = event.view().data();
            if (is(event, EventType.CALL_STARTED)) {
                asked.addAll(Fact.some(
                        data,
                        "provider",
                        "gen_ai.operation.name",
                        "gen_ai.request.model",
                        "dialect",
                        "region",
                        "gen_ai.request.stream",
                        "http",
                        "parameters",
                        "gen_ai.request.temperature",
                        "gen_ai.request.top_p",
                        "gen_ai.request.max_tokens",
                        "gen_ai.request.seed",
                        "context",
                        "contextComplete",
                        "toolResults",
                        "sent",
                        "trace",
                        "asked"));
            }
            if (is(event, EventType.CALL_REFUSED)) {
                asked.addAll(Fact.some(data, "provider", "http", "code", "status", "field", "value", "trace"));
            }
            verified.addAll(Fact.all(data.path("actor").path("verified")));
            asserted.addAll(Fact.all(data.path("actor").path("asserted")));
            asserted.addAll(Fact.some(data, "metadata", "agent"));
            delegates.addAll(Fact.some(data.path("actor"), "acts"));
            source.addAll(Fact.some(data, "peer", "claimedAddress", "credential", "droppedCredentials"));
            body(bodies, data, "request");
            body(bodies, data, "response");
            if (data.has("policy")) {
                decisions.add(new Decision(
                        event.type(),
                        Shown.value(data.path("policy").get("decision")),
                        Fact.some(data, "policy", "limits")));
            }
            if (is(event, EventType.CALL_COMPLETED)) {
                figures.addAll(Fact.some(
                        data,
                        "gen_ai.response.model",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.cache_read.input_tokens",
                        "gen_ai.usage.output_tokens",
                        "gen_ai.usage.reasoning.output_tokens",
                        "gen_ai.response.finish_reasons",
                        "cost",
                        "serviceTier",
                        "timeToFirstByteMillis",
                        "durationMillis",
                        "attempts",
                        "bytesReleased",
                        "end",
                        "providerRequestId",
                        "toolCalls",
                        "usage"));
            }
        }
        return new CallView(
                call.id().toString(),
                call.outcome(),
                call.time(),
                List.copyOf(asked),
                bodies,
                List.copyOf(verified),
                List.copyOf(asserted),
                List.copyOf(delegates),
                List.copyOf(source),
                decisions,
                call.events().stream().map(CallView::step).toList(),
                figures,
                named.events().stream().map(CallView::step).toList(),
                named.more());
    }

    private static boolean is(IndexedEvent event, EventType type) {
        return event.type().equals(type.wire());
    }

    private static void body(List<Body> bodies, JsonNode data, String part) {
        JsonNode body = data.path(part);
        if (body.isObject()) {
            JsonNode kept = body.path("kept");
            bodies.add(new Body(
                    part, Fact.all(body), kept.path("level").asString(""), kept.has("digest") && kept.has("class")));
        }
    }

    private static Step step(IndexedEvent event) {
        JsonNode data = event.view().data();
        return new Step(
                Shown.line(event.type()),
                event.name(),
                event.time(),
                event.log(),
                event.position(),
                event.leaf().toString(),
                Fact.some(
                        data,
                        "attempt",
                        "provider",
                        "model",
                        "region",
                        "outcome",
                        "reason",
                        "status",
                        "code",
                        "waitMillis",
                        "served",
                        "answeredBy",
                        "failedAttempts",
                        "skippedTargets"));
    }

    /// The verifier keys of the logs that it stands in, as this program has them.
    public List<String> keys(List<IndexedHead> heads) {
        return keys(steps.stream().map(Step::log).collect(Collectors.toSet()), heads);
    }

    /// The verifier keys of some logs.
    static List<String> keys(Set<String> of, List<IndexedHead> heads) {
        return heads.stream()
                .filter(head -> of.contains(head.log().id()))
                .map(head -> head.log().key().encode())
                .toList();
    }

    /// What a receipt of the call promises, and what keeps the promise.
    /// @param covered size of a signed tree that has the position
    public record Receipt(Step promised, long covered) {}

    /// Null of a call that was refused before it started: it has no receipt.
    @Nullable
    Receipt receipt(List<IndexedHead> heads) {
        Step started = steps.stream()
                .filter(step -> step.type().equals(EventType.CALL_STARTED.wire()))
                .findFirst()
                .orElse(null);
        return started == null
                ? null
                : heads.stream()
                        .filter(head -> head.log().id().equals(started.log()))
                        .map(head -> new Receipt(started, head.size()))
                        .findFirst()
                        .orElse(null);
    }

    /// Whether content of it lies in the archive.
    public boolean hasContent() {
        return bodies.stream().anyMatch(Body::isStored);
    }
}
