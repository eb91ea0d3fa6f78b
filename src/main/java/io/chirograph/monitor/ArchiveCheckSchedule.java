package io.chirograph.monitor;

import io.chirograph.recording.Recorder;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Checks the archive at the start and regularly, on a thread of its own: neither start nor recording waits.
final class ArchiveCheckSchedule implements SmartLifecycle {
    /// Later than the log's start, and so its stop comes before the log's.
    static final int PHASE = Recorder.PHASE + 100;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final ArchiveCheck check;
    private final MonitorProperties properties;
    private @Nullable ScheduledExecutorService thread;

    ArchiveCheckSchedule(ArchiveCheck check, MonitorProperties properties) {
        this.check = check;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("archive-check").daemon().factory());
        thread = started;
        schedule(started, Duration.ZERO);
    }

    private void schedule(ScheduledExecutorService on, Duration after) {
        if (!on.isShutdown()) {
            ScheduledFuture<?> unused = on.schedule(() -> run(on), after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run(ScheduledExecutorService on) {
        Duration next = check.run() ? properties.checkEvery() : properties.retry();
        synchronized (this) {
            schedule(on, next);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running;
        synchronized (this) {
            running = thread;
            thread = null;
            if (running == null) {
                return;
            }
            running.shutdown();
        }
        try {
            if (!running.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
