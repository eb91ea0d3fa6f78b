package io.chirograph.exporter;

import io.chirograph.support.concurrent.Worker;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the exporter of one archive on a thread of its own.
record ExporterLoop(Exporter exporter, ExporterProperties properties) {
    private static final Logger LOG = LoggerFactory.getLogger(ExporterLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHORT = Duration.ofMillis(20);

    private ExportState state() {
        return exporter.state();
    }

    Worker start() {
        return Worker.start("exporter-" + state().archive(), Worker.Serves.REST, this::run);
    }

    private void run(Worker.Stop stop) throws InterruptedException {
        int failures = 0;
        while (!stop.isAsked()) {
            failures = switch (exporter.step(false)) {
                case PUBLISHED -> 0;
                case IDLE -> pause(stop, POLL, 0);
                case FAILED -> pause(stop, backOff(failures, properties), failures + 1);
                case STOPPED -> pause(stop, properties.retryMax(), 0);
            };
        }
        drain();
    }

    /// One go at what is left, for as long as steps succeed and the time lasts. An archive that seals nothing itself
    /// waits for what others seal. The thread is never interrupted: that would close files under the journal.
    private void drain() {
        long end = System.nanoTime() + properties.drain().toNanos();
        Exporter.Step last = Exporter.Step.PUBLISHED;
        while (goesOn(last) && System.nanoTime() - end < 0) {
            if (last == Exporter.Step.IDLE) {
                LockSupport.parkNanos(SHORT.toNanos());
            }
            last = exporter.step(true);
        }
        if (state().waiting() > 0) {
            LOG.warn(
                    "{} events stay in the journal for archive {}; they are exported after the next start",
                    state().waiting(),
                    state().archive());
        }
    }

    private boolean goesOn(Exporter.Step last) {
        return last == Exporter.Step.PUBLISHED
                || (last == Exporter.Step.IDLE && !exporter.target().required() && state().waiting() > 0);
    }

    /// Doubling waits, of which a random half is taken, so that processes that failed together do not return so.
    static Duration backOff(int failures, ExporterProperties properties) {
        long most = properties.retryMax().toMillis();
        long wait = Math.min(most, properties.retryMin().toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    /// @return the failures in a row from here on
    private static int pause(Worker.Stop stop, Duration wait, int failures) throws InterruptedException {
        boolean unused = stop.within(wait);
        return failures;
    }

    /// Waits for the end that was asked for, as long as a drain may last.
    void awaitStop(Worker worker) {
        if (!worker.stop(properties.drain().plusSeconds(1))) {
            LOG.warn(
                    "archive {} did not answer in time; {} events stay in the journal for it",
                    state().archive(),
                    state().waiting());
        }
    }
}
