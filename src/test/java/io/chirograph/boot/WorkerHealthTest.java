package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.concurrent.Workers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.health.contributor.Status;

@ResourceLock("workers")
class WorkerHealthTest {
    private final WorkerConfiguration configuration = new WorkerConfiguration();
    private final WorkerHealth all = configuration.workersHealthIndicator();
    private final WorkerHealth calls = configuration.callWorkersHealthIndicator();

    @Test
    void aDeadWorkerIsDownAndReadinessOnlyWhereCallsNeedIt() {
        var registry = new SimpleMeterRegistry();
        configuration.workerMetrics().bindTo(registry);
        Worker rest = dying("dead-for-the-rest", Worker.Serves.REST);
        assertThat(all.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(all.health().getDetails()).containsEntry("ended.dead-for-the-rest", "java.lang.AssertionError");
        assertThat(calls.health().getStatus()).isEqualTo(Status.UP);
        Worker needed = dying("dead-for-calls", Worker.Serves.CALLS);
        assertThat(calls.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(calls.health().getDetails()).containsKey("ended.dead-for-calls");
        assertThat(registry.get("chirograph.workers.dead").gauge().value()).isEqualTo(2);
        assertThat(registry.get("chirograph.workers.failures").functionCounter().count())
                .isGreaterThanOrEqualTo(2);
        rest.stop();
        needed.stop();
        assertThat(all.health().getStatus()).isEqualTo(Status.UP);
    }

    private static Worker dying(String name, Worker.Serves serves) {
        Worker worker = Worker.start(name, serves, _ -> {
            throw new AssertionError("not told");
        });
        await().until(() ->
                Workers.dead().stream().anyMatch(dead -> dead.worker().equals(name)));
        return worker;
    }
}
