package io.chirograph.monitor;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.monitor.*`.
///
/// @param checkEvery how often the archive's locks are tried
/// @param retry how soon again when the archive did not answer
@ConfigurationProperties("chirograph.monitor")
public record MonitorProperties(
        @DefaultValue("1h") Duration checkEvery,
        @DefaultValue("1m") Duration retry) {
    public MonitorProperties {
        check(checkEvery.compareTo(Duration.ofMinutes(1)) >= 0, "check-every", checkEvery, "1m and more");
        check(retry.isPositive(), "retry", retry, "a positive duration");
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.monitor." + name + " is " + value + ", expected " + expected);
        }
    }
}
