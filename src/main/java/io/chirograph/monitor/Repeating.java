package io.chirograph.monitor;

import io.chirograph.recording.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/// Does things again and again, each on a thread of its own: neither start nor recording waits for them.
final class Repeating implements SmartLifecycle {
    /// Later than the log's start, and so its stop comes before the log's.
    static final int PHASE = Recorder.PHASE + 100;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final List<Task> tasks;
    private final Duration grace;
    private final List<ScheduledExecutorService> threads = new ArrayList<>();

    /// One thing.
    ///
    /// @param name of its thread
    /// @param first how long after the start
    /// @param work answers when it is due again; must not throw
    record Task(String name, Duration first, Supplier<Duration> work) {}

    /// @param grace how long a stop lets them end by themselves before it interrupts them
    Repeating(List<Task> tasks, Duration grace) {
        this.tasks = List.copyOf(tasks);
        this.grace = grace;
    }

    @Override
    public synchronized void start() {
        for (Task task : tasks) {
            ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name(task.name()).daemon().factory());
            threads.add(thread);
            schedule(thread, task, task.first());
        }
    }

    private void schedule(ScheduledExecutorService on, Task task, Duration after) {
        if (!on.isShutdown()) {
            ScheduledFuture<?> unused = on.schedule(() -> run(on, task), after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run(ScheduledExecutorService on, Task task) {
        Duration next = task.work().get();
        synchronized (this) {
            schedule(on, task, next);
        }
    }

    @Override
    public void stop() {
        List<ScheduledExecutorService> running;
        synchronized (this) {
            running = List.copyOf(threads);
            threads.clear();
            running.forEach(ScheduledExecutorService::shutdown);
        }
        try {
            for (ScheduledExecutorService thread : running) {
                if (!thread.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                    thread.shutdownNow();
                }
            }
            for (ScheduledExecutorService thread : running) {
                if (!thread.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
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
        return PHASE;
    }
}
