package io.chirograph.support.concurrent;

/// A thread that a library started, watched as a [Worker] is. Safe for many threads.
public final class WatchedThread {
    private final Workers.State state;

    /// Begins to watch; the thread's uncaught exceptions are logged and told from here on.
    public WatchedThread(Thread thread, Worker.Serves serves) {
        state = new Workers.State(thread.getName(), serves);
        thread.setUncaughtExceptionHandler((_, e) -> state.died(e));
        state.runsOn(thread);
        Workers.add(state);
    }

    /// Before the thread is stopped.
    public void leave() {
        Workers.remove(state);
    }
}
