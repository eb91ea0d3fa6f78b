package io.chirograph.reconciliation;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes calls of one log's events, in their order, and says of each what it took of the providers meant.
/// One thread.
final class CallReader {
    private static final Duration DAY = Duration.ofDays(1);

    private final Set<String> providers;
    private final Trail trail;
    private final Map<UUID, Attempt> open = new HashMap<>();

    /// An attempt that has no end yet.
    /// @param model what the provider was asked for; null where that is not known
    /// @param isLine whether it is a line of a batch, which the provider works off by itself within a day
    private record Attempt(
            Instant since, String provider, @Nullable String model, Whose whose, boolean isLine) {
        private Trail.Kind kind() {
            return kind(model);
        }

        private Trail.Kind kind(@Nullable String answered) {
            return new Trail.Kind(whose, answered == null ? model : answered, isLine);
        }

        /// When the provider was done with it.
        private Instant until(Instant recorded) {
            Instant late = since.plus(DAY);
            return isLine && recorded.isAfter(late) ? late : recorded;
        }
    }

    CallReader(Set<String> providers, Trail trail) {
        this.providers = providers;
        this.trail = trail;
    }

    void event(EventView event) {
        JsonNode data = event.data();
        UUID call = EventView.uuid(data.path("callId").asString(""));
        if (call == null) {
            return;
        }
        if (event.type().equals(EventType.CALL_STARTED.wire())) {
            Attempt started = started(event.time(), data);
            open.put(call, started);
            if (isMeant(started) && handsInUnread(data)) {
                trail.batch(event.time());
            }
        } else if (event.type().equals(EventType.CALL_ATTEMPTED.wire())) {
            attempted(event.time(), call, data);
        } else if (event.type().equals(EventType.CALL_COMPLETED.wire())) {
            completed(event.time(), open.remove(call), data);
        }
    }

    /// Every call that has no end may have taken anything.
    void end() {
        open.values().stream()
                .filter(this::isMeant)
                .forEach(one -> trail.unknownCall(one.since, one.since.plus(DAY), one.kind()));
        open.clear();
    }

    private boolean isMeant(Attempt attempt) {
        return providers.contains(attempt.provider);
    }

    private static Attempt started(Instant at, JsonNode data) {
        JsonNode sent = data.path("sent").path("model");
        JsonNode asked = data.path("gen_ai.request.model");
        return new Attempt(
                at,
                data.path("provider").asString(""),
                text(sent.isString() ? sent : asked),
                whose(data),
                data.has("batch"));
    }

    /// Whether a batch is handed in whose lines are no calls of their own, as earlier versions did.
    private static boolean handsInUnread(JsonNode data) {
        return data.path("http").path("path").asString("").endsWith("/batches")
                && data.path("http").path("method").asString("").equals("POST")
                && !data.path("parameters").has("batch.lines");
    }

    private static Whose whose(JsonNode data) {
        return data.path("credential").asString("").equals("caller") ? Whose.CALLER : Whose.GATEWAY;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
    }

    private void attempted(Instant at, UUID call, JsonNode data) {
        Attempt before = open.get(call);
        String asked = before == null ? null : before.model;
        if (before != null
                && isMeant(before)
                && !data.path("sentBefore").asString("").equals("nothing")) {
            failed(before, at, data);
        }
        String model = text(data.path("model"));
        open.put(
                call,
                new Attempt(
                        at,
                        data.path("provider").asString(""),
                        model == null ? asked : model,
                        whose(data),
                        before != null && before.isLine));
    }

    /// A provider charges nothing for what it refuses, and may count it; what it did of anything else is
    /// not known.
    private void failed(Attempt attempt, Instant at, JsonNode data) {
        if (data.path("status").asInt(0) >= 400 && attempt.model != null) {
            trail.call(attempt.since, at, attempt.kind(), requestAtMost());
        } else {
            trail.unknownCall(attempt.since, at, attempt.kind());
        }
    }

    private static Amount requestAtMost() {
        return new Amount(Span.ZERO, Span.ZERO, Span.upTo(1));
    }

    private void completed(Instant at, @Nullable Attempt attempt, JsonNode data) {
        String answered = text(data.path("gen_ai.response.model"));
        if (attempt == null && data.has("batch")) {
            return; // it began days before, and so the provider was done with it by then
        }
        if (attempt == null) {
            String by = text(data.path("answeredBy").path("provider"));
            if (by == null || providers.contains(by)) {
                trail.unknownCall(at, at, new Trail.Kind(Whose.GATEWAY, answered, false));
            }
            return;
        }
        String model = answered == null ? attempt.model : answered;
        boolean isCached = data.path("served").asString("").equals("cache");
        boolean isUnsent = data.has("attempts") && data.path("attempts").asInt(1) == 0;
        if (!isMeant(attempt) || isCached || isUnsent) {
            return;
        }
        boolean isOk = data.path("outcome").asString("").equals(Outcome.OK.wire());
        boolean isCharged = data.has("cost");
        boolean isCounted = data.path("usage").path("understood").asBoolean(false)
                && !data.path("cost").path("unknown").asString("").startsWith("usage-");
        Span input = tokens(data, "input");
        Span output = tokens(data, "output");
        Instant until = attempt.until(at);
        Trail.Kind kind = attempt.kind(answered);
        boolean isNever = attempt.isLine && data.path("reason").asString("").startsWith("batch-");
        if (!attempt.isLine && isBatched(data)) {
            trail.batch(at);
        } else if (model == null) {
            if (!isNever && (!isOk || isCharged)) {
                trail.unknownCall(attempt.since, until, kind);
            }
        } else if (isCounted && (isCharged || output.high() > 0)) {
            Amount amount = isOk
                    ? new Amount(input, output, Span.of(1))
                    : new Amount(Span.upTo(input.high()), Span.upTo(output.high()), Span.upTo(1));
            trail.call(attempt.since, until, kind, amount);
        } else if (!isCharged && (isOk || isNever || data.path("status").asInt(0) >= 400)) {
            trail.call(attempt.since, until, kind, requestAtMost());
        } else {
            trail.unknownCall(attempt.since, until, kind);
        }
    }

    private static boolean isBatched(JsonNode data) {
        return data.path("serviceTier").asString("").equals("batch");
    }

    private static Span tokens(JsonNode data, String side) {
        Long count = EventView.number(data.get("gen_ai.usage." + side + "_tokens"));
        return Span.of(count == null || count < 0 ? 0 : count);
    }
}
