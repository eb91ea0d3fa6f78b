package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The token usage that a provider's response reports.
/// @param tokens counts by their OpenTelemetry name (`gen_ai.usage.input_tokens`, …): input is the total, cached tokens
///     included; output is the total, reasoning included
/// @param reported the provider's own numbers by their path in its usage object (`prompt_tokens_details.cached_tokens`)
/// @param understood whether `tokens` could be told from what was reported; null where no usage was reported
public record Usage(
        SortedMap<String, Long> tokens,
        SortedMap<String, Number> reported,
        @Nullable Boolean understood) implements Fields.Part {
    public static final Usage NONE = new Usage(new TreeMap<>(), new TreeMap<>(), null);

    private static final String PREFIX = "gen_ai.usage.";

    public Usage {
        tokens = Collections.unmodifiableSortedMap(new TreeMap<>(tokens));
        reported = Collections.unmodifiableSortedMap(new TreeMap<>(reported));
    }

    /// The count of this name without `gen_ai.usage.`, such as `input_tokens`; null where it is unknown.
    public @Nullable Long count(String name) {
        return tokens.get(PREFIX + name);
    }

    @Override
    public void writeTo(Fields data) {
        tokens.forEach(data::number);
        data.object(
                "usage",
                usage -> usage.scalars("reported", reported, 64, Fields.WORD).flag("understood", understood));
    }
}
