package io.chirograph.support.concurrent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A thread that lives as long as the program. An exception that escapes from its body is logged and counted, and the
/// body begins again after a pause of one second to a minute. An `Error`, an interrupt or a return that nobody asked
/// for ends it, which [Workers#dead()] tells from then on. Safe for many threads.
public final class Worker {
    private final Workers.State state;
    private final Stop stop = new Stop();
    private final Thread thread;

    /// What suffers when a worker ends.
    public enum Serves {
        /// Calls, or their record.
        CALLS,
        /// Anything else; calls go on and are recorded.
        REST
    }

    /// What a worker does. Returns once a stop is asked for; is called once more when that happens during the pause
    /// after a failure.
    @FunctionalInterface
    public interface Body {
        void run(Stop stop) throws InterruptedException;
    }

    /// Tells a body whether it is to end.
    public static final class Stop {
        private final CountDownLatch asked = new CountDownLatch(1);

        private Stop() {}

        public boolean isAsked() {
            return asked.getCount() == 0;
        }

        /// Waits, at most so long; answers whether a stop was asked for.
        public boolean within(Duration wait) throws InterruptedException {
            return asked.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
    private Worker(String name, Serves serves, Body body) {
        state = new Workers.State(name, serves);
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
                    body.run(stop);
                } catch (RuntimeException e) {
                    again = !stop.isAsked();
                    boolean unused = stop.within(state.failed(e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            state.died(e);
        }
    }

    /// Ends the body's wait, as `LockSupport.unpark` does.
    public void wake() {
        LockSupport.unpark(thread);
    }

    /// Asks the body to end. From here on an end is no death.
    public void stop() {
        stop.asked.countDown();
        Workers.remove(state);
    }

    /// Asks the body to end and waits for that, at most so long; answers whether it ended.
    public boolean stop(Duration within) {
        stop();
        try {
            return join(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits, at most so long, and answers whether it has ended.
    public boolean join(Duration within) throws InterruptedException {
        return thread.join(within);
    }
}
