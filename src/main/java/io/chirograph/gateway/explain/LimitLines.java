package io.chirograph.gateway.explain;

import io.chirograph.policy.model.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says in words which limits a call would have to fit.
final class LimitLines {
    private static final String MAX_TOKENS = "gen_ai.request.max_tokens";

    private LimitLines() {}

    /// A line for each limit, and one for what would be reserved.
    /// @param parameters as they were given, by their names in events
    /// @param unsaid what a call may answer at most that does not say it
    static List<String> of(
            List<Limit> limits, @Nullable String model, Map<String, List<Object>> parameters, int unsaid) {
        List<String> lines = new ArrayList<>();
        boolean isMetered = false;
        for (Limit limit : limits) {
            if (model == null || limit.models().isAll() || limit.models().restricts(model)) {
                lines.add(line(limit));
                isMetered |= limit.isMetered();
            }
        }
        if (isMetered) {
            Object asked = parameters.getOrDefault(MAX_TOKENS, List.of()).stream()
                    .findFirst()
                    .orElse(null);
            long output = asked instanceof Number number ? number.longValue() : unsaid;
            lines.add("reserves a token of input for each byte of the body, and " + output
                    + " of output for each answer" + (asked == null ? " (output-tokens)" : ""));
        }
        return lines;
    }

    private static String line(Limit limit) {
        List<String> numbers = new ArrayList<>();
        add(numbers, "requests", limit.requests());
        add(numbers, "tokens", limit.tokens());
        add(numbers, "input-tokens", limit.inputTokens());
        add(numbers, "output-tokens", limit.outputTokens());
        add(numbers, "US dollars", limit.cost() == null ? null : limit.cost().toPlainString());
        add(numbers, "calls at once", limit.concurrency());
        return "limit " + limit.id() + ": " + String.join(", ", numbers)
                + (limit.window() == null ? "" : " in each " + limit.window().words() + " (" + limit.zone() + ")")
                + (limit.per().isEmpty() ? " for all together" : " for each " + String.join(" and ", limit.per()))
                + (limit.refuses() ? "" : ", counted and not refused");
    }

    private static void add(List<String> numbers, String of, @Nullable Object number) {
        if (number != null) {
            numbers.add(number + " " + of);
        }
    }
}
