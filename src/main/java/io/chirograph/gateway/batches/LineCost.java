package io.chirograph.gateway.batches;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what a line of a batch cost, by the prices of batches. Must not wait.
@FunctionalInterface
public interface LineCost {
    /// @param asked the names of the model that was asked for
    @Nullable
    Cost of(Call line, List<String> asked, ModelResponse said, int status, Outcome outcome);
}
