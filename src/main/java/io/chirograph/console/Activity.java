package io.chirograph.console;

import io.chirograph.query.lookup.Figures;
import io.chirograph.query.lookup.SummaryReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What calls came in a time, and in each span of it; a span without calls is there too.
/// @param since before which calls were not looked at; null where all of the time were
record Activity(Sum total, List<Sum> spans, @Nullable Long since) {
    /// @param start of the span; empty of the total
    /// @param failed calls that ended, and not well
    /// @param cost in US dollars; null where no call says it
    /// @param p50 milliseconds; null where no call says it
    record Sum(
            String start,
            long calls,
            long refusals,
            long failed,
            long input,
            long output,
            @Nullable String cost,
            long priced,
            @Nullable Long p50,
            @Nullable Long p99) {
        private static final int MICRO = 6;
        private static final Sum NOTHING = new Sum("", 0, 0, 0, 0, 0, null, 0, null, null);

        static Sum of(String start, Figures.Told told) {
            long well = told.outcomes().getOrDefault("ok", 0L) + told.outcomes().getOrDefault("open", 0L);
            Figures.Latency latency = told.latencyMillis();
            return new Sum(
                    start,
                    told.calls(),
                    told.refusals(),
                    told.calls() - told.refusals() - well,
                    told.inputTokens(),
                    told.outputTokens(),
                    told.cost() == null ? null : told.cost().amount(),
                    told.cost() == null ? 0 : told.cost().calls(),
                    latency == null ? null : latency.p50(),
                    latency == null ? null : latency.p99());
        }

        String dollars() {
            return Activity.dollars(cost);
        }

        /// The time that it begins, with a `Z`.
        String iso() {
            return start.contains("T") ? start : start + "T00:00:00Z";
        }

        String label() {
            return start.replace('T', ' ').replace(":00Z", "");
        }

        static String value(@Nullable Long number) {
            return number == null ? "" : number.toString();
        }
    }

    static Activity of(SummaryReader.Answer answer, Period period, Instant now) {
        Map<String, Sum> known = new HashMap<>();
        answer.items().forEach(item -> {
            if (item.span() != null) {
                known.put(item.span(), Sum.of(item.span(), item.figures()));
            }
        });
        List<Sum> spans = new ArrayList<>();
        Instant since = answer.since();
        for (String span : period.spans(now, since)) {
            Sum none = Sum.NOTHING;
            spans.add(known.getOrDefault(span, new Sum(span, 0, 0, 0, 0, 0, none.cost(), 0, none.p50(), none.p99())));
        }
        return new Activity(Sum.of("", answer.total()), spans, since == null ? null : since.toEpochMilli());
    }

    /// An exact amount, to millionths.
    static String dollars(@Nullable String exact) {
        if (exact == null) {
            return Shown.NONE;
        }
        BigDecimal amount = new BigDecimal(exact);
        BigDecimal shown = amount.setScale(Math.min(Sum.MICRO, Math.max(2, amount.scale())), RoundingMode.HALF_UP);
        return "$" + shown.toPlainString();
    }
}
