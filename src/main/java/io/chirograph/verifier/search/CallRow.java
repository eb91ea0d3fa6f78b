package io.chirograph.verifier.search;

import java.util.Comparator;
import java.util.UUID;

/// One call of a population.
/// @param time of its first event, in milliseconds
/// @param line its line in the CSV file, without LF
public record CallRow(UUID id, long time, String line) {
    /// The order of a population: by time, and of one time by the id's text.
    public static final Comparator<CallRow> ORDER = Comparator.comparingLong(CallRow::time)
            .thenComparing(row -> row.id().toString());
}
