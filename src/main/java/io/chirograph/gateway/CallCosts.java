package io.chirograph.gateway;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.pricing.PriceTable;
import io.chirograph.pricing.Prices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What calls cost by the table of prices that is in force when they end. Safe for many threads.
record CallCosts(Prices prices) {
    /// Inference by its kind, and free or not charged by the usage.
    private static final Set<String> FREE = Set.of(
            "messages.count_tokens",
            "responses.input_tokens",
            "models.countTokens",
            "count-tokens",
            "mcp",
            "tokenize",
            "realtime.commit");

    /// What a line of a batch cost, by the tier of batches, whatever tier its answer names.
    @Nullable
    Cost ofLine(Call line, List<String> asked, ModelResponse said, int status, Outcome outcome) {
        var batch = new ModelResponse(
                said.model(),
                said.id(),
                said.requestId(),
                said.finishReasons(),
                said.usage(),
                "batch",
                said.inferenceGeo(),
                said.toolCalls(),
                said.tools(),
                null);
        return of(line, asked, batch, status, outcome, false);
    }

    /// @param asked the names of the model that was asked for, which count where the one that answered has no price
    /// @param said what the response says of itself
    /// @return null where nothing is charged by the usage: no model answered, or the call is no inference
    @Nullable
    Cost of(Call call, List<String> asked, ModelResponse said, int status, Outcome outcome, boolean streamed) {
        boolean isReported = said.usage().understood() != null;
        boolean isCharged = call.operation().kind() == Operation.Kind.INFERENCE
                && !FREE.contains(call.operation().endpoint());
        if (!isCharged || outcome == Outcome.INTERRUPTED || (status >= 400 && !isReported)) {
            return null;
        }
        PriceTable table = prices.table();
        if (outcome != Outcome.OK && streamed) {
            // counts of a stream are final at its end only
            return Cost.unknown(isReported ? "usage-partial" : "usage-missing", table.digest());
        }
        String declared = call.provider().settings().region();
        String region = said.inferenceGeo() == null ? declared : said.inferenceGeo();
        Instant at = Instant.ofEpochMilli(call.id().getMostSignificantBits() >>> 16);
        List<String> models = new ArrayList<>();
        if (said.model() != null) {
            models.add(said.model());
        }
        models.addAll(asked);
        String priced = "";
        for (String model : models) {
            if (table.isListed(call.provider().name(), model, at)) {
                priced = model;
                break;
            }
        }
        return table.of(call.provider().name(), priced, region, said.serviceTier(), at, said.usage());
    }
}
