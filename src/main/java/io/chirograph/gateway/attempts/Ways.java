package io.chirograph.gateway.attempts;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the ways of calls. Thread-safe where `random` is.
/// @param random spreads waits
public record Ways(Gates gates, Clock clock, RandomGenerator random) {
    /// The way of one call.
    /// @param targets what may be sent, in order; at least one
    /// @param objection why nothing may be sent to a target now, as a stable code; null for no reason
    /// @throws io.chirograph.gateway.refusal.Refusal nothing may go to any of them now
    /// @throws IOException the received body cannot be read
    public Way of(
            List<Call> targets,
            RequestFacts facts,
            @Nullable ReceivedBody body,
            Function<Call, @Nullable String> objection)
            throws IOException {
        return new Way(targets, facts, body, objection, gates, clock, random);
    }
}
