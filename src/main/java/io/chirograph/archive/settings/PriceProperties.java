package io.chirograph.archive.settings;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// What the store charges, in whatever currency: nothing is assumed.
/// @param perGbMonth for 2^30 bytes over a month
@ConfigurationProperties("chirograph.archive.price")
public record PriceProperties(
        @Nullable BigDecimal perGbMonth, @Nullable BigDecimal perThousandRequests) {
    public PriceProperties {
        check("per-gb-month", perGbMonth);
        check("per-thousand-requests", perThousandRequests);
    }

    private static void check(String name, @Nullable BigDecimal price) {
        if (price != null && price.signum() < 0) {
            throw new IllegalArgumentException(
                    "chirograph.archive.price." + name + " is " + price + ", expected 0 or more");
        }
    }
}
