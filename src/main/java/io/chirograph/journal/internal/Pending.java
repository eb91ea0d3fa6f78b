package io.chirograph.journal.internal;

import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One append that waits for its commit. Made by the caller's thread, answered once by another.
final class Pending {
    private final JournalRecord entry;
    private final Thread caller = Thread.currentThread();
    private long sequence = -1;
    private @Nullable JournalFullException full;
    private @Nullable JournalFailedException failed;
    private volatile boolean answered;

    Pending(JournalRecord entry) {
        this.entry = entry;
    }

    JournalRecord entry() {
        return entry;
    }

    int payload() {
        return entry.payload().length;
    }

    void durable(long at) {
        sequence = at;
        response();
    }

    void refuse(JournalFullException why) {
        full = why;
        response();
    }

    void fail(JournalFailedException why) {
        failed = why;
        response();
    }

    private void response() {
        answered = true;
        LockSupport.unpark(caller);
    }

    /// Waits through interrupts, because the outcome must be known; the thread stays interrupted.
    long await() throws JournalFullException, JournalFailedException {
        boolean interrupted = false;
        while (!answered) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (full != null) {
            throw full;
        }
        if (failed != null) {
            throw failed;
        }
        return sequence;
    }
}
