package io.chirograph.query.lookup;

import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.query.index.AsOf;
import io.chirograph.verifier.search.Coverage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One page of a list.
/// @param next the cursor of the page that follows; null when this is the last
/// @param asOf what the list is complete to
/// @param coverage from when to when the logs say anything, and what of the period asked about they do not cover
/// @param links of a timeline, from what links were followed; null of other lists
public record Page<T>(
        List<T> items,
        @Nullable String next,
        AsOf asOf,
        Coverage coverage,
        @Nullable Links links) {
    /// From what a timeline takes its step to what is linked.
    public enum Links {
        /// From all that the question means, whenever it was.
        ALL,
        /// From what of it is in the period; all would have been too much.
        PERIOD,
        /// Not at all: even that would have been too much.
        NONE;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
