package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import java.io.IOException;

/// One fault, at the n-th thing that the exporter does outside of itself: a request to the archive or a write to
/// its staging directory.
final class Faults implements MemoryArchive.Fault {
    /// How the one thing goes wrong.
    enum Kind {
        /// It is not done, and says so.
        REFUSED,
        /// It is done, and says that it failed.
        DONE_BUT_FAILED,
        /// The process ends before it is done.
        CRASH_BEFORE,
        /// The process ends when it has just been done.
        CRASH_AFTER
    }

    /// The process is gone: nothing catches this but the test.
    static final class Crash extends Error {
        Crash(String where) {
            super(where);
        }
    }

    private final Kind kind;
    private final int at;
    private int count;
    private boolean happened;

    Faults(Kind kind, int at) {
        this.kind = kind;
        this.at = at;
    }

    /// Whether there was an n-th thing.
    boolean happened() {
        return happened;
    }

    @Override
    public void before(int request, String what) throws ArchiveUnavailableException {
        if (isNext(what) && kind == Kind.REFUSED) {
            throw new ArchiveUnavailableException("refused: " + what, null);
        }
    }

    @Override
    public void after(int request, String what) throws ArchiveUnavailableException {
        if (isNow(what) && kind == Kind.DONE_BUT_FAILED) {
            throw new ArchiveUnavailableException("cut off after " + what, null);
        }
    }

    void beforeWrite(String what) throws IOException {
        if (isNext(what) && kind == Kind.REFUSED) {
            throw new IOException("refused: " + what);
        }
    }

    void afterWrite(String what) throws IOException {
        if (isNow(what) && kind == Kind.DONE_BUT_FAILED) {
            throw new IOException("failed after " + what);
        }
    }

    private boolean isNext(String what) {
        count++;
        happened |= count == at;
        if (count == at && kind == Kind.CRASH_BEFORE) {
            throw new Crash("before " + what);
        }
        return count == at;
    }

    private boolean isNow(String what) {
        if (count == at && kind == Kind.CRASH_AFTER) {
            throw new Crash("after " + what);
        }
        return count == at;
    }
}
