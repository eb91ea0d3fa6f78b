package io.chirograph.exporter;

import io.chirograph.publishedlog.SegmentName;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `chirograph.exporter.*`.
/// @param enabled false leaves everything in the journal, until that is full
/// @param maxEvents how many events a segment holds at most
/// @param maxBytes how many bytes of events, uncompressed, at most
/// @param maxAge how long a durable event waits for company before it is sealed
/// @param alarmAfter age of the oldest unexported event at which health goes DOWN
/// @param retryMin first wait after a failure; each further one is twice as long
/// @param retryMax longest wait after a failure
/// @param drain how long a stop goes on exporting what is there
/// @param maxObjectsPerDay batches wait longer for company, up to a minute, to stay within; 0 for no bound
/// @param maxStaged how many bytes of batches stay here for archives that lag behind another one
@ConfigurationProperties("chirograph.exporter")
public record ExporterProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10000") int maxEvents,
        @DefaultValue("4MB") DataSize maxBytes,
        @DefaultValue("5s") Duration maxAge,
        @DefaultValue("5m") Duration alarmAfter,
        @DefaultValue("200ms") Duration retryMin,
        @DefaultValue("30s") Duration retryMax,
        @DefaultValue("10s") Duration drain,
        @DefaultValue("0") long maxObjectsPerDay,
        @DefaultValue("1GB") DataSize maxStaged) {
    public ExporterProperties {
        boolean isCount = maxEvents >= 1 && maxEvents <= SegmentName.MAX_COUNT;
        check(isCount, "max-events", maxEvents, "1 to " + SegmentName.MAX_COUNT);
        boolean isSize = maxBytes.toBytes() >= 64 << 10 && maxBytes.toBytes() <= SegmentName.MAX_CONTENT;
        check(isSize, "max-bytes", maxBytes, "64KB to 64MB");
        check(!maxAge.isNegative(), "max-age", maxAge, "a duration");
        check(alarmAfter.isPositive(), "alarm-after", alarmAfter, "a positive duration");
        check(retryMin.isPositive(), "retry-min", retryMin, "a positive duration");
        check(retryMax.compareTo(retryMin) >= 0, "retry-max", retryMax, "not less than retry-min, " + retryMin);
        check(!drain.isNegative(), "drain", drain, "a duration");
        check(maxObjectsPerDay >= 0, "max-objects-per-day", maxObjectsPerDay, "0 or more");
        check(!maxStaged.isNegative(), "max-staged", maxStaged, "a size");
    }

    /// How long an event may wait for company and no alarm is near.
    Duration quiet() {
        Duration quiet = alarmAfter.multipliedBy(3).dividedBy(4);
        return quiet.compareTo(maxAge) < 0 ? maxAge : quiet;
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.exporter." + name + " is " + value + ", expected " + expected);
        }
    }
}
