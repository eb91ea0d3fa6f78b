package io.chirograph.retention.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.retention.watch.*`: how soon what was asked for is found on the objects.
/// @param every how often the objects of a new request are looked at
/// @param lasts for how long after the request; later changes are found by the regular walk
/// @param objects how many objects of one request are looked at in each archive
@ConfigurationProperties("chirograph.retention.watch")
public record WatchProperties(
        @DefaultValue("1m") Duration every,
        @DefaultValue("1h") Duration lasts,
        @DefaultValue("1000") int objects) {
    private static final String AT = "chirograph.retention.watch.";

    public WatchProperties {
        if (!every.isPositive()) {
            throw new IllegalArgumentException(AT + "every is " + every + ", expected a positive duration");
        }
        if (lasts.isNegative()) {
            throw new IllegalArgumentException(AT + "lasts is " + lasts + ", expected a duration");
        }
        if (objects < 1) {
            throw new IllegalArgumentException(AT + "objects is " + objects + ", expected 1 and more");
        }
    }
}
