package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request of a batch, as it is submitted.
/// @param number from 1
/// @param path of its endpoint; empty where the batch is to say it
/// @param digest over the line as it stands in the batch: an element of a list, or a line of a file without
///     its end
record Line(long number, String customId, String path, RequestFacts facts, Digest digest) {
    /// The same line in a batch that says what it does not say itself.
    /// @param model that the batch asks for; null for what the line does
    Line in(long place, String endpoint, @Nullable String model) {
        return new Line(
                place,
                customId,
                path.isEmpty() ? endpoint : path,
                model == null ? facts : facts.at(model, false, List.of()),
                digest);
    }

    /// Whether a batch is in Google's form.
    static boolean isGoogle(Call batch) {
        return batch.dialect().name().equals("gemini");
    }

    /// The lines of one batch, which can be gone through again.
    @FunctionalInterface
    interface Source {
        void each(Consumer<Line> visitor) throws IOException;
    }
}
