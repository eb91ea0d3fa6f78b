package io.chirograph.gateway.batches;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Bounds of what is recorded of batches.
/// @param maxLines of one batch; a larger one is refused, for each line is an event in the journal before
///     it leaves
/// @param keep how long results are known by their lines
@ConfigurationProperties("chirograph.gateway.batches")
public record BatchProperties(
        @DefaultValue("100000") int maxLines,
        @DefaultValue("60d") Duration keep) {
    private static final int MOST = 1_000_000;

    public BatchProperties {
        require(maxLines >= 1 && maxLines <= MOST, "max-lines", maxLines, "from 1 to " + MOST);
        require(keep.compareTo(Duration.ofDays(1)) >= 0, "keep", keep, "at least 1d");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.gateway.batches." + name + " is " + value + "; it must be " + rule);
        }
    }
}
