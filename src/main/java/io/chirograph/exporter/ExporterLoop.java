package io.chirograph.exporter;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs the exporter on a thread of its own, from before anything is recorded until after the last record.
///
/// Phases, in the order of the stop: the web server takes no more calls, open exchanges end
/// (`Integer.MAX_VALUE - 1536`), recording writes `log.stopped` (1000), this loop drains ([#PHASE]), and only then
/// are beans destroyed, the journal among them.
final class ExporterLoop implements SmartLifecycle {
    /// Below recording's.
    static final int PHASE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(ExporterLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Exporter exporter;
    private final ExportState state;
    private final ExporterProperties properties;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopAsked = lock.newCondition();
    private boolean stopping;
    private @Nullable Thread thread;

    ExporterLoop(Exporter exporter, ExportState state, ExporterProperties properties) {
        this.exporter = exporter;
        this.state = state;
        this.properties = properties;
    }

    @Override
    public void start() {
        lock.lock();
        try {
            stopping = false;
            thread = Thread.ofPlatform().name("exporter").daemon().start(this::run);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        int failures = 0;
        boolean goOn = true;
        while (goOn) {
            failures = switch (exporter.step(false)) {
                case PUBLISHED -> 0;
                case IDLE -> {
                    goOn = pause(POLL);
                    yield 0;
                }
                case FAILED -> {
                    goOn = pause(backOff(failures, properties));
                    yield failures + 1;
                }
                case STOPPED -> {
                    goOn = pause(properties.retryMax());
                    yield 0;
                }
            };
            goOn = goOn && !isStopping();
        }
        drain();
    }

    /// One go at what is left, for as long as steps succeed and the time lasts. The thread is never interrupted:
    /// that would close files under the journal.
    private void drain() {
        long end = System.nanoTime() + properties.drain().toNanos();
        Exporter.Step last = Exporter.Step.PUBLISHED;
        while (last == Exporter.Step.PUBLISHED && System.nanoTime() - end < 0) {
            last = exporter.step(true);
        }
        if (state.waiting() > 0) {
            LOG.warn("{} events stay in the journal; they are exported after the next start", state.waiting());
        }
    }

    /// Doubling waits, of which a random half is taken, so that processes that failed together do not return so.
    static Duration backOff(int failures, ExporterProperties properties) {
        long most = properties.retryMax().toMillis();
        long wait = Math.min(most, properties.retryMin().toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    /// Waits; answers false when a stop was asked for.
    private boolean pause(Duration wait) {
        long left = wait.toNanos();
        lock.lock();
        try {
            while (!stopping && left > 0) {
                left = stopAsked.awaitNanos(left);
            }
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        Thread running;
        lock.lock();
        try {
            stopping = true;
            stopAsked.signalAll();
            running = thread;
            thread = null;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        try {
            running.join(TimeUnit.NANOSECONDS.toMillis(properties.drain().toNanos()) + 1000);
            if (running.isAlive()) {
                LOG.warn("the archive did not answer in time; {} events stay in the journal", state.waiting());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
