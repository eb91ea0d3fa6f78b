package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.math.BigDecimal;

/// The facts of a `limit.warned` event: a subject has used so much of a limit. Once for each limit,
/// subject, window and threshold; durable soon after the call that reached it.
/// @param of whose limit and which window
/// @param kind what is limited, by the word of the policy
/// @param limit how much there is
/// @param used how much of it is used, by calls that have ended
/// @param percent the threshold
@Fact.Of(EventType.LIMIT_WARNED)
public record LimitWarned(CallStarted.Counted of, String kind, BigDecimal limit, BigDecimal used, long percent)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.constant("rule", of.rule())
                .constant("slot", of.slot())
                .time("from", of.from())
                .time("until", of.until())
                .exact("subject", of.subject())
                .constant("kind", kind)
                .constant("limit", limit.stripTrailingZeros().toPlainString())
                .constant("used", used.stripTrailingZeros().toPlainString())
                .number("percent", percent);
    }
}
