package io.chirograph.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A thread that lives as long as the program. An exception that escapes from its body is logged and counted, and the
/// body begins again after a pause of one second to a minute. An `Error`, an interrupt or a return that nobody asked
/// for ends it, which [Workers#dead()] tells from then on. Safe for many threads.
public final class Worker {
    private final WorkerState state;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    /// What suffers when a worker ends.
    public enum Serves {
        /// Calls, or their record.
        CALLS,
        /// Anything else; calls go on and are recorded.
        REST
    }

    /// What a worker does. Returns when its owner says so, after [Worker#stop()]; is called once more when that is
    /// said during the pause after a failure.
    @FunctionalInterface
    public interface Body {
        void run() throws InterruptedException;
    }

    @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
    private Worker(String name, Serves serves, Body body) {
        state = new WorkerState(name, serves);
        Workers.add(state);
        thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(body));
        thread.start();
        state.runsOn(thread);
    }

    public static Worker start(String name, Serves serves, Body body) {
        return new Worker(name, serves, body);
    }

    private void run(Body body) {
        try {
            boolean again = true;
            while (again) {
                again = false;
                try {
                    body.run();
                } catch (RuntimeException e) {
                    again = !isStopped();
                    boolean unused = stopped.await(state.failed(e).toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            state.died(e);
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /// Ends the body's wait, as `LockSupport.unpark` does.
    public void wake() {
        LockSupport.unpark(thread);
    }

    /// Says that the body is to end; it has to be told by its owner. From here on an end is no death.
    public void stop() {
        stopped.countDown();
        Workers.remove(state);
    }

    /// Waits, at most so long, and answers whether it has ended.
    public boolean join(Duration within) throws InterruptedException {
        return thread.join(within);
    }
}
