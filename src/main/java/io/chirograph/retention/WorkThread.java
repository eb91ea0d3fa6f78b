package io.chirograph.retention;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One thread for work that comes again and work in between. Safe for many threads.
final class WorkThread {
    private final ScheduledExecutorService thread;
    private volatile boolean running;

    WorkThread(String name) {
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /// Begins with `work`, `first` from now and then again that long after each end. Work that throws does not come
    /// again.
    void repeat(Duration first, Duration every, Runnable work) {
        running = true;
        Future<?> unused =
                thread.scheduleWithFixedDelay(work, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// @throws RejectedExecutionException it was stopped
    Future<?> submit(Runnable work) {
        return thread.submit(work);
    }

    /// Lets what is under way end, for so long, and then interrupts it.
    void stop(Duration within) {
        running = false;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        return running;
    }
}
