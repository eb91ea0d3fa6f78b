package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The token usage that a provider's response reports.
/// @param tokens counts by their OpenTelemetry name (`gen_ai.usage.input_tokens`, …): input is the total, cached tokens
///     included; output is the total, reasoning included. By a name of our own where that has none
///     (`cacheWrite1hInputTokens`)
/// @param reported the provider's own numbers by their path in its usage object (`prompt_tokens_details.cached_tokens`)
/// @param understood whether `tokens` could be told from what was reported; null where no usage was reported
public record Usage(
        SortedMap<String, Long> tokens,
        SortedMap<String, Number> reported,
        @Nullable Boolean understood) implements Fields.Part {
    public static final Usage NONE = new Usage(new TreeMap<>(), new TreeMap<>(), null);

    public Usage {
        tokens = Collections.unmodifiableSortedMap(new TreeMap<>(tokens));
        reported = Collections.unmodifiableSortedMap(new TreeMap<>(reported));
    }

    @Override
    public void writeTo(Fields data) {
        tokens.forEach((name, count) -> {
            if (isStandard(name)) {
                data.number(name, count);
            }
        });
        data.object("usage", usage -> {
            tokens.forEach((name, count) -> {
                if (!isStandard(name)) {
                    usage.number(name, count);
                }
            });
            usage.scalars("reported", reported, 64, Fields.WORD).flag("understood", understood);
        });
    }

    private static boolean isStandard(String name) {
        return name.startsWith("gen_ai.");
    }
}
