package io.chirograph.witness.client;

import io.chirograph.support.metrics.Meters;
import io.chirograph.verifier.timestamp.TimeStamp;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// How the time stamps stand: health, DOWN when two in a row are missing, and metrics. Thread-safe.
///
/// No part of readiness.
final class TimeStampState implements HealthIndicator, MeterBinder {
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
        return properties.url() != null
                && since.plus(properties.every().multipliedBy(2))
                        .plusSeconds(60)
                        .isBefore(clock.instant());
    }

    @Override
    public synchronized Health health() {
        if (properties.url() == null) {
            return Health.up().withDetail("authority", "none").build();
        }
        Health.Builder health = isOverdue() ? Health.down() : Health.up();
        if (newest != null && success != null) {
            health.withDetail("authority", newest.authority())
                    .withDetail("size", size)
                    .withDetail("time", newest.genTime().toString())
                    .withDetail("lastSuccess", success.toString());
        }
        if (failure != null) {
            health.withDetail("lastFailure", failure);
        }
        return health.build();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.timestamps.", this)
                .moment(
                        "last.success",
                        "when a token was last verified and archived, Unix time in seconds; 0 when not since the start",
                        TimeStampState::success)
                .flag("overdue", "1 when two tokens in a row are missing", TimeStampState::isOverdue)
                .counter("failures", "tries to get a token that failed", TimeStampState::failures);
        meters.in("seconds")
                .gauge(
                        "skew",
                        "the authority's clock less this one's, at the newest token",
                        s -> Meters.seconds(s.skew()));
    }
}
