package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.RequestFacts;
import java.io.IOException;
import java.util.function.Consumer;

/// One request of a batch, as it is submitted.
/// @param number from 1
/// @param path of its endpoint
/// @param digest over the line as it stands in the batch: an element of a list, or a line of a file without
///     its end
record Line(long number, String customId, String path, RequestFacts facts, Digest digest) {
    /// The lines of one batch, which can be gone through again.
    @FunctionalInterface
    interface Source {
        void each(Consumer<Line> visitor) throws IOException;
    }
}
