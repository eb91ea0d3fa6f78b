package io.chirograph.monitor;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/// Does things again and again, each on a thread of its own: neither start nor recording waits for them.
public final class Repeating implements SmartLifecycle {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final List<Task> tasks;
    private final Duration grace;
    private final List<Schedule> threads = new ArrayList<>();

    /// One thing.
    /// @param name of its thread
    /// @param first how long after the start
    /// @param work answers when it is due again
    public record Task(String name, Duration first, Supplier<Duration> work) {}

    /// @param grace how long a stop lets them end by themselves before it interrupts them
    public Repeating(List<Task> tasks, Duration grace) {
        this.tasks = List.copyOf(tasks);
        this.grace = grace;
    }

    @Override
    public synchronized void start() {
        for (Task task : tasks) {
            Schedule thread = new Schedule(task.name(), Worker.Serves.REST);
            threads.add(thread);
            thread.again(task.first(), task.work());
        }
    }

    @Override
    public void stop() {
        List<Schedule> running;
        synchronized (this) {
            running = List.copyOf(threads);
            threads.clear();
            running.forEach(Schedule::stop);
        }
        try {
            for (Schedule thread : running) {
                if (!thread.join(grace)) {
                    thread.interrupt();
                }
            }
            for (Schedule thread : running) {
                if (!thread.join(STOP_WITHIN)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return !threads.isEmpty();
    }

    @Override
    public int getPhase() {
        return Phase.RECURRING.value();
    }
}
