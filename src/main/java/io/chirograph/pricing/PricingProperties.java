package io.chirograph.pricing;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the table of prices is.
/// @param file the table; when not set, `config/prices.yml` where there is one, else what is built in
/// @param poll how often the file is looked at; a change is taken when two looks in a row saw the same
@ConfigurationProperties("chirograph.pricing")
public record PricingProperties(
        @Nullable Path file, @DefaultValue("1s") Duration poll) {
    private static final Duration LEAST = Duration.ofMillis(10);

    public PricingProperties {
        if (poll.compareTo(LEAST) < 0 || poll.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("chirograph.pricing.poll must be a time from 10ms to 1h, was " + poll);
        }
    }
}
