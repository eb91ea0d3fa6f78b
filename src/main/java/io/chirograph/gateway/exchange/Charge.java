package io.chirograph.gateway.exchange;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.Call;
import org.jspecify.annotations.Nullable;

/// Says what a call cost, when it ends. Must not wait.
@FunctionalInterface
public interface Charge {
    /// @param said what the response says of itself
    /// @param streamed whether it was a stream
    /// @return null where nothing is charged by the usage
    @Nullable
    Cost of(Call call, ModelResponse said, int status, Outcome outcome, boolean streamed);
}
