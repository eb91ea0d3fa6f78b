package io.chirograph.boot;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.concurrent.Workers;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Health and metrics of the threads that live as long as the program.
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {
    @Bean
    WorkerHealth workersHealthIndicator() {
        return new WorkerHealth(Set.of(Worker.Serves.values()));
    }

    /// The part of readiness: a node whose index or export stands still goes on to take calls.
    @Bean
    WorkerHealth callWorkersHealthIndicator() {
        return new WorkerHealth(Set.of(Worker.Serves.CALLS));
    }

    @Bean
    MeterBinder workerMetrics() {
        return registry -> {
            Meters.of(registry, "chirograph.workers.", this)
                    .gauge(
                            "dead",
                            "threads that ended although nobody stopped them",
                            _ -> Workers.dead().size())
                    .counter(
                            "failures",
                            "exceptions that escaped from the threads that live as long as the program",
                            _ -> Workers.failures());
        };
    }
}
