package io.chirograph.support.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One thread for work that comes again and work in between. An exception that escapes from work that comes again is
/// logged and counted, and the work comes again; an `Error` ends it, which [Workers#dead()] tells from then on. Safe
/// for many threads.
public final class Schedule {
    private final Workers.State state;
    private final ScheduledThreadPoolExecutor thread;

    public Schedule(String name, Worker.Serves serves) {
        state = new Workers.State(name, serves);
        Workers.add(state);
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Does `work` at this rate, first one period from now.
    public void every(Duration period, Runnable work) {
        Future<?> unused = thread.scheduleAtFixedRate(
                () -> {
                    Duration unusedPause = guarded(() -> {
                        work.run();
                        return period;
                    });
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /// Does `work` after `first`, and again as long after its end as it answers.
    public void again(Duration first, Supplier<Duration> work) {
        if (!thread.isShutdown()) {
            try {
                Future<?> unused =
                        thread.schedule(() -> again(guarded(work), work), first.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                // nothing comes again
            }
        }
    }

    /// @return when it is due again; after a failure, when the pause is over
    private Duration guarded(Supplier<Duration> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return state.failed(e);
        } catch (Throwable e) {
            state.died(e);
            throw e;
        }
    }

    /// @throws RejectedExecutionException it was stopped
    public Future<?> submit(Runnable work) {
        return thread.submit(work);
    }

    /// Begins nothing any more but what was submitted before: nobody waits for what is due later.
    public void stop() {
        Workers.remove(state);
        thread.shutdown();
    }

    /// Waits for what was under way at the stop; answers whether it ended in time.
    public boolean join(Duration within) throws InterruptedException {
        return thread.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Interrupts what is under way.
    public void interrupt() {
        thread.shutdownNow();
    }

    /// Stops, lets what is under way end for so long, and interrupts it then.
    public void stop(Duration within) {
        stop();
        try {
            if (!join(within)) {
                interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
