package io.chirograph.spring.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.util.unit.DataSize;

/// The outbox.
///
/// @param enabled whether there is one, where the application has a database
/// @param initializeSchema whether the tables are made at the start: always, never, or where the database is
///     embedded
/// @param relay whether this node sends; another one may send what this one writes
/// @param poll how often is looked for what other nodes wrote
/// @param lease how long a node that died keeps others from sending
/// @param batch events of one request at most
/// @param batchSize bytes of one request at most, where it has more than one event
/// @param backoff between two tries at first; it doubles
/// @param maxBackoff between two tries at most
/// @param maxWaiting rows that are not recorded, parked ones included; beyond it writing fails
/// @param keep how long recorded rows stay, with their ids and receipts
/// @param keepMost recorded rows that stay at most
/// @param alarmAfter the age of the oldest waiting row from which health is DOWN
@ConfigurationProperties("chirograph.outbox")
public record OutboxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
        @DefaultValue("true") boolean relay,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("100") int batch,
        @DefaultValue("512KB") DataSize batchSize,
        @DefaultValue("1s") Duration backoff,
        @DefaultValue("60s") Duration maxBackoff,
        @DefaultValue("100000") int maxWaiting,
        @DefaultValue("7d") Duration keep,
        @DefaultValue("100000") int keepMost,
        @DefaultValue("15m") Duration alarmAfter) {

    public OutboxProperties {
        positive("poll", poll);
        positive("lease", lease);
        positive("backoff", backoff);
        positive("alarm-after", alarmAfter);
        require(batch >= 1 && batch <= 500, "batch", "1 to 500", batch);
        require(
                batchSize.toBytes() >= 1
                        && batchSize.toBytes() <= DataSize.ofMegabytes(1).toBytes(),
                "batch-size",
                "more than nothing and at most 1MB",
                batchSize);
        require(maxBackoff.compareTo(backoff) >= 0, "max-backoff", "no shorter than backoff", maxBackoff);
        require(maxWaiting >= 1, "max-waiting", "at least 1", maxWaiting);
        require(!keep.isNegative(), "keep", "no negative time", keep);
        require(keepMost >= 0, "keep-most", "at least 0", keepMost);
    }

    private static void positive(String name, Duration value) {
        require(!value.isNegative() && !value.isZero(), name, "longer than 0", value);
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("chirograph.outbox." + name + " must be " + rule + ", was " + value);
        }
    }
}
