package io.chirograph.gateway.limiting;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.limits.LimitReached;
import io.chirograph.limits.Limits;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.limits.Reservation;
import io.chirograph.pricing.Prices;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reserves what calls may take of limits, before they start. Thread-safe.
public record CallLimits(Limits limits, Prices prices, LimitsProperties properties) {
    private static final Logger log = LoggerFactory.getLogger(CallLimits.class);

    /// @param targets where it may go, itself among them
    /// @return to be closed when the call is over
    /// @throws Refusal a limit refuses the call, or nobody can say what was used before
    public Reservation reserve(Call call, List<Call> targets, RequestFacts facts, @Nullable ReceivedBody body) {
        if (call.decision().limits().isEmpty()) {
            return Reservation.NONE;
        }
        try {
            return limits.reserve(new HeldCall(call, targets, facts, body, prices, properties));
        } catch (LimitReached reached) {
            throw Refusal.of(reached, call.policy());
        } catch (IOException e) {
            log.error("a call is refused because what was used of limits cannot be read", e);
            throw new Refusal(ErrorCode.STATE_UNAVAILABLE, "What was used of limits cannot be read now.");
        }
    }
}
