package io.chirograph.witness.client;

import io.chirograph.verifier.timestamp.TimeStamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the time stamps stand. Safe for many threads.
final class TimeStampState {
    private final TimeStampsProperties properties;
    private final Clock clock;
    private final Instant started;
    private @Nullable Instant success;
    private @Nullable TimeStamp newest;
    private Duration skew = Duration.ZERO;
    private long size;
    private @Nullable String failure;
    private long failures;

    TimeStampState(TimeStampsProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
        this.started = clock.instant();
    }

    boolean isConfigured() {
        return properties.url() != null;
    }

    synchronized void stamped(long ofSize, TimeStamp stamp) {
        success = clock.instant();
        skew = Duration.between(success, stamp.genTime());
        newest = stamp;
        size = ofSize;
        failure = null;
    }

    synchronized void failed(String why) {
        failure = why;
        failures++;
    }

    /// When the newest token was verified here; null when not since the start.
    synchronized @Nullable Instant success() {
        return success;
    }

    synchronized @Nullable TimeStamp newest() {
        return newest;
    }

    synchronized long size() {
        return size;
    }

    synchronized @Nullable String failure() {
        return failure;
    }

    synchronized long failures() {
        return failures;
    }

    /// The authority's clock less this one's, at the newest token.
    synchronized Duration skew() {
        return skew;
    }

    /// Whether two tokens in a row are missing.
    synchronized boolean isOverdue() {
        Instant since = success == null ? started : success;
        return isConfigured()
                && since.plus(properties.every().multipliedBy(2))
                        .plusSeconds(60)
                        .isBefore(clock.instant());
    }
}
