package io.chirograph.support.concurrent;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of one worker. Logs classes and frames of exceptions only: messages may quote a peer. Safe for many
/// threads.
final class WorkerState {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerState.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int FRAMES = 12;

    private final String name;
    private final Worker.Serves serves;
    private volatile @Nullable Thread thread;
    private volatile @Nullable String cause;
    private int failures;
    private long lastFailure;

    WorkerState(String name, Worker.Serves serves) {
        this.name = name;
        this.serves = serves;
    }

    String name() {
        return name;
    }

    Worker.Serves serves() {
        return serves;
    }

    void runsOn(Thread started) {
        thread = started;
    }

    /// Why it ended; null while it runs.
    @Nullable
    String cause() {
        String died = cause;
        Thread running = thread;
        return died == null && running != null && !running.isAlive() ? "it ended by itself" : died;
    }

    /// Says that an exception escaped and that the work goes on.
    ///
    /// @return how long to wait first; doubles while failures follow each other
    synchronized Duration failed(Throwable e) {
        Workers.countFailure();
        long now = System.nanoTime();
        failures = failures > 0 && now - lastFailure < 2 * LONGEST_PAUSE.toNanos() ? failures + 1 : 1;
        lastFailure = now;
        long pause = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(failures - 1, 10));
        LOG.error("worker {} failed and will go on: {}", name, trace(e));
        return Duration.ofNanos(pause);
    }

    /// Says that it has ended for good.
    void died(Throwable e) {
        cause = e.getClass().getName();
        Workers.countFailure();
        LOG.error("worker {} has ended; restart the process: {}", name, trace(e));
    }

    private static String trace(Throwable e) {
        var trace = new StringBuilder();
        for (Throwable t = e; t != null && trace.length() < 8000; t = t.getCause()) {
            trace.append(t == e ? "" : " caused by ")
                    .append(t.getClass().getName())
                    .append(Arrays.stream(t.getStackTrace())
                            .limit(FRAMES)
                            .map(frame -> " at " + frame)
                            .collect(Collectors.joining()));
        }
        return trace.toString();
    }
}
