package io.chirograph.monitor;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the dates on of what must not run out, as each walk of an archive meets it.
///
/// That is what lives as long as its log, and what an indefinite class keeps. Only ever to a later date, and only where
/// the store lets this identity; where it does not, `chirograph retention extend` is for the retention manager, and
/// [#overdue] says when it is time. The metrics say what an archive's last whole walk found. Walks go on whatever the
/// store answers.
final class RetentionRenewal implements ObjectObserver, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRenewal.class);

    private final ConfiguredArchives archives;
    private final Clock clock;
    private final Map<String, Walk> walks = new ConcurrentHashMap<>();
    private final Map<String, Walk> done = new ConcurrentHashMap<>();

    /// What one walk found.
    private static final class Walk {
        private final Instant began;
        private @Nullable Instant earliest;
        private long overdue;
        private long lengthened;
        private long refused;
        private @Nullable String reason;

        Walk(Instant began) {
            this.began = began;
        }
    }

    RetentionRenewal(ConfiguredArchives archives, Clock clock) {
        this.archives = archives;
        this.clock = clock;
    }

    @Override
    public void begins(String archive, Instant when) {
        walks.put(archive, new Walk(clock.instant()));
    }

    @Override
    public void observed(Observation observation) {
        Walk walk = walks.get(observation.archive());
        ObjectLock lock = observation.lock();
        Instant until = lock == null ? null : lock.retainUntil();
        Optional<ConfiguredArchive> archive = archives.named(observation.archive());
        if (walk != null && lock != null && until != null && archive.isPresent()) {
            see(walk, archive.get(), observation, lock, until);
        }
    }

    private static void see(
            Walk walk, ConfiguredArchive archive, Observation observation, ObjectLock lock, Instant until) {
        var rules = archive.retention().rules();
        String key = observation.key();
        if (rules.promised(key, lock.mode(), until, walk.began).isEmpty()) {
            return;
        }
        Instant now = rules.lengthened(key, lock.mode(), until, walk.began)
                .flatMap(to -> extended(walk, archive, observation, to))
                .orElse(until);
        Instant earliest = walk.earliest;
        walk.earliest = earliest == null || now.isBefore(earliest) ? now : earliest;
        if (rules.isOverdue(key, lock.mode(), now, walk.began)) {
            walk.overdue++;
        }
    }

    /// The object's date afterwards; empty when it is as it was.
    private static Optional<Instant> extended(
            Walk walk, ConfiguredArchive archive, Observation observation, Retention to) {
        try {
            switch (archive.archive().extend(observation.key(), observation.version(), to)) {
                case ExtendResult.Extended extended -> {
                    walk.lengthened++;
                    return Optional.ofNullable(extended.lock().retainUntil());
                }
                case ExtendResult.Denied denied -> refused(walk, denied.reason());
                case ExtendResult.WithoutLock gone -> refused(walk, "there is no lock any more");
            }
        } catch (ArchiveUnavailableException e) {
            refused(walk, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static void refused(Walk walk, String reason) {
        walk.refused++;
        walk.reason = reason;
    }

    @Override
    public void ends(String archive, boolean complete) {
        Walk walk = walks.remove(archive);
        if (walk == null) {
            return;
        }
        if (walk.lengthened > 0) {
            LOG.info("archive {}: the dates of {} objects were moved on", archive, walk.lengthened);
        }
        if (walk.refused > 0) {
            LOG.warn(
                    "archive {}: the dates of {} objects are due and could not be moved on, the first runs out at {}:"
                            + " {}",
                    archive,
                    walk.refused,
                    walk.earliest,
                    walk.reason);
        }
        if (complete) {
            done.put(archive, walk);
        }
    }

    /// How long it is until the first object runs out that must not; not a number where no walk has met one.
    double secondsLeft(String archive) {
        Walk walk = done.get(archive);
        Instant earliest = walk == null ? null : walk.earliest;
        return earliest == null
                ? Double.NaN
                : Duration.between(clock.instant(), earliest).toSeconds();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives) {
            String name = archive.name();
            Meters.of(registry, "chirograph.retention.", this)
                    .tag("archive", name)
                    .gauge(
                            "runs.out.seconds",
                            "seconds until the first object runs out that must not; none before a whole walk",
                            l -> l.secondsLeft(name))
                    .gauge(
                            "overdue",
                            "objects that must not run out and whose date should have been moved on long ago",
                            l -> l.overdue(name))
                    .gauge(
                            "refused",
                            "objects whose date was due in the last walk and could not be moved on",
                            l -> l.refused(name));
        }
    }

    /// Objects whose date should have been moved on long ago.
    long overdue(String archive) {
        Walk walk = done.get(archive);
        return walk == null ? 0 : walk.overdue;
    }

    /// Objects that were due and stayed as they were.
    long refused(String archive) {
        Walk walk = done.get(archive);
        return walk == null ? 0 : walk.refused;
    }
}
