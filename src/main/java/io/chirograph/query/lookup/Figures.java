package io.chirograph.query.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.query.index.sql.Dialect;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Figures about some calls, in the making. Not safe for several threads.
public final class Figures {
    /// How finely durations are told apart: so many steps lie between one and its double.
    private static final int STEPS = 16;

    private static final double SCALE = STEPS / Math.log(2);
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final SortedMap<Integer, Long> durations = new TreeMap<>();
    private long calls;
    private long input;
    private long output;
    private long longest;
    private long priced;
    private BigDecimal dollars = BigDecimal.ZERO;

    /// SQL of the columns of [Costs]: calls, and their costs in whole millionths of a dollar and in what is left of
    /// them,
    /// so that no sum is too large for a number.
    static final String COSTS = "count(cost), sum(cost / 1000000), sum(cost % 1000000)";

    /// What some calls cost, in 10^-6 dollars and, beyond those, in 10^-12.
    record Costs(long calls, long micro, long pico) {}

    /// Figures as they are told.
    /// @param refusals calls that the gateway refused; they are among the outcomes too
    /// @param cost null where no call says what it cost
    /// @param latencyMillis null where no call says how long it took
    public record Told(
            long calls,
            long refusals,
            Map<String, Long> outcomes,
            long inputTokens,
            long outputTokens,
            @JsonInclude @Nullable Cost cost,
            @JsonInclude @Nullable Latency latencyMillis) {}

    /// What calls cost by list prices, to twelve places.
    /// @param amount in US dollars
    /// @param calls of which it is known
    public record Cost(String amount, String currency, long calls) {}

    /// How long calls took, in milliseconds.
    /// @param calls that say how long they took
    public record Latency(long calls, long p50, long p90, long p99, long max) {}

    /// SQL that tells the step of a duration.
    static String step(Dialect dialect, String column) {
        return dialect.logarithm(column, SCALE);
    }

    /// @param step of their durations; null where none is known
    void add(String outcome, @Nullable Integer step, long count, long inputs, long outputs, long max, Costs costs) {
        outcomes.merge(outcome, count, Long::sum);
        calls += count;
        input += inputs;
        output += outputs;
        longest = Math.max(longest, max);
        priced += costs.calls;
        dollars = dollars.add(BigDecimal.valueOf(costs.micro, 6)).add(BigDecimal.valueOf(costs.pico, 12));
        if (step != null) {
            durations.merge(step, count, Long::sum);
        }
    }

    long calls() {
        return calls;
    }

    Told told() {
        return new Told(
                calls,
                outcomes.getOrDefault("refused", 0L),
                outcomes,
                input,
                output,
                priced == 0 ? null : new Cost(amount(dollars), "USD", priced),
                durations.isEmpty() ? null : latency());
    }

    private static String amount(BigDecimal dollars) {
        return dollars.signum() == 0 ? "0" : dollars.stripTrailingZeros().toPlainString();
    }

    private Latency latency() {
        long known = durations.values().stream().mapToLong(Long::longValue).sum();
        return new Latency(known, quantile(known, 0.5), quantile(known, 0.9), quantile(known, 0.99), longest);
    }

    private long quantile(long known, double share) {
        long left = (long) Math.ceil(known * share);
        for (Map.Entry<Integer, Long> step : durations.entrySet()) {
            left -= step.getValue();
            if (left <= 0) {
                double end = Math.exp((step.getKey() + 1) / SCALE) - 1;
                return Math.min(longest, (long) Math.ceil(end));
            }
        }
        return longest;
    }
}
