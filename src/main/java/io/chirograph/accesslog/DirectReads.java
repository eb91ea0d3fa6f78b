package io.chirograph.accesslog;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Whether reads of the archives past this program are recorded: health, DOWN where a follower is behind
/// or has lost something, and metrics. An archive whose log nobody follows says `unrecorded` and is no
/// reason for DOWN.
/// @param archives names of all archives
/// @param followers of those that have one
record DirectReads(List<String> archives, List<Follower> followers)
        implements HealthIndicator, MeterBinder, AutoCloseable {
    DirectReads {
        archives = List.copyOf(archives);
        followers = List.copyOf(followers);
    }

    @Override
    public Health health() {
        Map<String, Object> facts = new LinkedHashMap<>();
        archives.forEach(archive -> facts.put(archive, Map.of("directReads", "unrecorded")));
        boolean isDown = false;
        for (Follower follower : followers) {
            Standing standing = follower.standing();
            facts.put(standing.archive(), standing.facts());
            isDown |= standing.isBehind() || standing.hasLost();
        }
        return (isDown ? Health.down() : Health.up()).withDetails(facts).build();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Follower follower : followers) {
            Standing standing = follower.standing();
            Meters.of(registry, "chirograph.accesslog.", standing)
                    .tag("archive", standing.archive())
                    .gauge(
                            "lag.seconds",
                            "how old the newest record of the store's access log is that was read",
                            one -> Meters.seconds(one.lag()))
                    .flag(
                            "behind",
                            "1 when that is older than it may be, or the log could not be read for so long",
                            Standing::isBehind)
                    .counter("own", "requests of this program itself in the store's access log", Standing::own)
                    .counter("others", "requests of others in the store's access log", Standing::others)
                    .counter(
                            "changes",
                            "requests of others there that write, delete, or change retention or rights",
                            Standing::changes)
                    .counter("bad.lines", "lines of that log that are no record", Standing::badLines)
                    .counter("unreadable", "pieces of that log that could not be read", Standing::unreadable);
        }
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
    }
}
