package io.chirograph.gateway.batches;

import io.chirograph.event.value.Outcome;
import org.jspecify.annotations.Nullable;

/// How all lines of a batch end that have not ended yet.
/// @param reason null for the outcome of one that is `ok`
/// @param status the provider's; null where none came
record BatchVerdict(
        Outcome outcome, @Nullable String reason, @Nullable Integer status) {
    /// The process ended before it was known whether the provider took the batch.
    static final BatchVerdict CRASH = new BatchVerdict(Outcome.INTERRUPTED, "crash", null);

    private static final String NONE = "-";

    /// What the lines of a batch that the provider ended like this end with, where it has no result for
    /// them; null where that is not said.
    static @Nullable BatchVerdict of(String status) {
        return switch (status) {
            case "failed" -> new BatchVerdict(Outcome.PROVIDER_ERROR, "batch-failed", null);
            case "expired", "batch_expired" -> new BatchVerdict(Outcome.TIMEOUT, "batch-expired", null);
            case "cancelled", "canceled", "batch_cancelled", "batch_canceled" ->
                new BatchVerdict(Outcome.CLIENT_DISCONNECTED, "batch-cancelled", null);
            default -> null;
        };
    }

    String written() {
        return outcome.name() + " " + (reason == null ? NONE : reason) + " " + (status == null ? NONE : status);
    }

    static BatchVerdict read(String written) {
        String[] words = written.split(" ", 3);
        return new BatchVerdict(
                Outcome.valueOf(words[0]),
                words[1].equals(NONE) ? null : words[1],
                words[2].equals(NONE) ? null : Integer.valueOf(words[2]));
    }
}
