package io.chirograph.exporter;

import java.time.Duration;

/// How long a batch waits, to keep within `max-objects-per-day`.
///
/// Each batch pays for its own objects: the next one waits as long as a day gives for that many, at least `max-age` and
/// at most [#MOST], and never so long that health would take it for an export that lags. A batch that is full waits
/// for nothing: what calls need comes before what objects cost. One thread.
final class BatchInterval {
    /// No event waits longer for company.
    static final Duration MOST = Duration.ofSeconds(60);

    private static final Duration DAY = Duration.ofDays(1);

    private final Duration least;
    private final Duration most;
    private final long perDay;
    private Duration age;

    BatchInterval(ExporterProperties properties) {
        least = properties.maxAge();
        Duration quiet = properties.quiet();
        Duration bound = quiet.compareTo(MOST) < 0 ? quiet : MOST;
        most = bound.compareTo(least) < 0 ? least : bound;
        perDay = properties.maxObjectsPerDay();
        age = least;
    }

    void published(int objects) {
        if (perDay > 0) {
            Duration due = DAY.multipliedBy(objects).dividedBy(perDay);
            age = due.compareTo(least) < 0 ? least : due.compareTo(most) > 0 ? most : due;
        }
    }

    Duration age() {
        return age;
    }
}
