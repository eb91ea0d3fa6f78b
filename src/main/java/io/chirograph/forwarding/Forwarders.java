package io.chirograph.forwarding;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/// All destinations, each on a thread of its own. Down when what is published is not what was signed; a
/// destination that is away is in the details, and in the lag.
final class Forwarders extends LifecyclePart implements SmartLifecycle, HealthIndicator, MeterBinder {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    private final SortedMap<String, Part> parts;

    /// One destination.
    record Part(Forwarder forwarder, DestinationStatus status) {}

    Forwarders(Map<String, Part> parts) {
        super(Phase.LAST);
        this.parts = new TreeMap<>(parts);
    }

    @Override
    protected Runnable begin() {
        List<Worker> workers = new ArrayList<>();
        parts.forEach((name, part) ->
                workers.add(Worker.start("forwarding-" + name, Worker.Serves.REST, part.forwarder()::run)));
        return () -> {
            workers.forEach(Worker::stop);
            workers.forEach(worker -> worker.stop(STOP_WITHIN));
            parts.values().forEach(part -> part.forwarder().close());
        };
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        parts.values().forEach(part -> part.status().bindTo(registry));
    }

    @Override
    public Health health() {
        boolean isRefused =
                parts.values().stream().anyMatch(part -> part.status().isRefused());
        Health.Builder health = isRefused ? Health.down() : Health.up();
        parts.forEach((name, part) -> health.withDetail(name, part.status().details()));
        return health.build();
    }
}
