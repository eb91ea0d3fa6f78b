package io.chirograph.monitor;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/// Does things again and again, each on a thread of its own: neither start nor recording waits for them.
public final class Repeating extends LifecyclePart implements SmartLifecycle {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final List<Task> tasks;
    private final Duration grace;

    /// @param name of its thread
    /// @param first how long after the start
    /// @param work answers when it is due again
    public record Task(String name, Duration first, Supplier<Duration> work) {
        private Schedule begin() {
            Schedule thread = new Schedule(name, Worker.Serves.REST);
            thread.again(first, work);
            return thread;
        }
    }

    /// @param grace how long a stop lets them end by themselves before it interrupts them
    public Repeating(List<Task> tasks, Duration grace) {
        super(Phase.RECURRING);
        this.tasks = List.copyOf(tasks);
        this.grace = grace;
    }

    @Override
    protected Runnable begin() {
        List<Schedule> threads = tasks.stream().map(Task::begin).toList();
        return () -> stop(threads);
    }

    private void stop(List<Schedule> threads) {
        threads.forEach(Schedule::stop);
        try {
            for (Schedule thread : threads) {
                if (!thread.join(grace)) {
                    thread.interrupt();
                }
            }
            for (Schedule thread : threads) {
                if (!thread.join(STOP_WITHIN)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
