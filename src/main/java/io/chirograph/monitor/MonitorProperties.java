package io.chirograph.monitor;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `chirograph.monitor.*`.
/// @param checkEvery how often the archive's locks are tried
/// @param retry how soon again when the archive did not answer
/// @param reconcileEvery how long after one whole examination of an archive the next one begins
/// @param reconcileAfter how long after the start the first one begins
/// @param followEvery how often what was published since is verified
/// @param watchEvery how often it is looked whether the logs of others are alive
/// @param retiredLogs ids of logs that are not expected to be alive any more, without having been stopped
/// @param requestsPerSecond what an examination asks of a store at most
/// @param bytesPerSecond what it reads of a store at most
@ConfigurationProperties("chirograph.monitor")
public record MonitorProperties(
        @DefaultValue("1h") Duration checkEvery,
        @DefaultValue("1m") Duration retry,
        @DefaultValue("24h") Duration reconcileEvery,
        @DefaultValue("1m") Duration reconcileAfter,
        @DefaultValue("15m") Duration followEvery,
        @DefaultValue("1m") Duration watchEvery,
        @DefaultValue Set<String> retiredLogs,
        @DefaultValue("20") int requestsPerSecond,
        @DefaultValue("1MB") DataSize bytesPerSecond) {
    public MonitorProperties {
        check(checkEvery.compareTo(Duration.ofMinutes(1)) >= 0, "check-every", checkEvery, "1m and more");
        check(retry.isPositive(), "retry", retry, "a positive duration");
        check(reconcileEvery.isPositive(), "reconcile-every", reconcileEvery, "a positive duration");
        check(!reconcileAfter.isNegative(), "reconcile-after", reconcileAfter, "a duration");
        check(followEvery.isPositive(), "follow-every", followEvery, "a positive duration");
        check(watchEvery.isPositive(), "watch-every", watchEvery, "a positive duration");
        retiredLogs = Set.copyOf(retiredLogs);
        check(requestsPerSecond > 0, "requests-per-second", requestsPerSecond, "1 and more");
        check(bytesPerSecond.toBytes() > 0, "bytes-per-second", bytesPerSecond, "1B and more");
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.monitor." + name + " is " + value + ", expected " + expected);
        }
    }
}
