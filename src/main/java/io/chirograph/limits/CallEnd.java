package io.chirograph.limits;

import io.chirograph.event.EventView;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.Usage;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an `ai.call.completed` says about how much of its reservation a call took. Read from the fact as
/// from the recorded event, so that the running process and its next start count alike.
/// @param understood whether the usage of a whole answer is known
/// @param cost null where it is not known
/// @param cached whether no provider was asked
record CallEnd(
        String outcome,
        @Nullable String reason,
        @Nullable Integer status,
        boolean understood,
        long inputTokens,
        long outputTokens,
        @Nullable BigDecimal cost,
        boolean cached) {
    private static final String INPUT = "gen_ai.usage.input_tokens";
    private static final String OUTPUT = "gen_ai.usage.output_tokens";

    /// Reasons for which nothing was sent, or a turn of a socket was turned away.
    private static final Set<String> UNSENT = Set.of(
            "connect-failed", "connect-timeout", "connections-exhausted", "credential-unavailable", "turned-away");

    /// Statuses of 500 and above with which a provider itself turns a request away.
    private static final Set<Integer> TURNED_AWAY = Set.of(500, 503, 529);

    static CallEnd of(CallCompleted fact) {
        Usage usage = fact.model().usage();
        return new CallEnd(
                fact.outcome().wire(),
                fact.reason(),
                fact.status(),
                Boolean.TRUE.equals(usage.understood()),
                usage.tokens().getOrDefault(INPUT, 0L),
                usage.tokens().getOrDefault(OUTPUT, 0L),
                fact.model().cost() == null ? null : fact.model().cost().amount(),
                fact.servedFrom() != null);
    }

    static CallEnd of(JsonNode data) {
        Long status = EventView.number(data.get("status"));
        return new CallEnd(
                data.path("outcome").asString(""),
                data.path("reason").asString(null),
                status == null ? null : status.intValue(),
                data.path("usage").path("understood").asBoolean(false),
                tokens(data, INPUT),
                tokens(data, OUTPUT),
                cost(data.path("cost").path("amount")),
                data.path("servedFrom").isString());
    }

    private static @Nullable BigDecimal cost(JsonNode amount) {
        return amount.isString() ? new BigDecimal(amount.stringValue()) : null;
    }

    private static long tokens(JsonNode data, String name) {
        Long count = EventView.number(data.get(name));
        return count == null ? 0 : count;
    }

    /// What the call took. Less than was reserved only where that is known: the usage of an answer that
    /// arrived whole, a request that never left or was turned away, or one that the cache answered. In any
    /// other case all that was reserved, or more if more was reported.
    Amounts took(CallStarted.Held held) {
        BigDecimal reserved = held.cost() == null ? BigDecimal.ZERO : held.cost();
        if (cached || isFree()) {
            return new Amounts(1, 0, 0, BigDecimal.ZERO);
        }
        long input = Math.max(0, inputTokens);
        long output = Math.max(0, outputTokens);
        if (outcome.equals("ok") && understood) {
            return new Amounts(1, input, output, cost == null ? reserved : cost);
        }
        return new Amounts(
                1,
                Math.max(held.inputTokens(), input),
                Math.max(held.outputTokens(), output),
                cost == null ? reserved : reserved.max(cost));
    }

    private boolean isFree() {
        if (!outcome.equals("provider-error") || reason == null) {
            return false;
        }
        boolean isTurnedAway =
                reason.equals("http-status") && status != null && (status / 100 == 4 || TURNED_AWAY.contains(status));
        return isTurnedAway || UNSENT.contains(reason);
    }
}
