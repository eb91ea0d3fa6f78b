package io.chirograph.support.concurrent;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The long-lived threads of this process, as health and metrics see them. Safe for many threads.
public final class Workers {
    private static final Set<State> STARTED = ConcurrentHashMap.newKeySet();
    private static final AtomicLong FAILURES = new AtomicLong();

    private Workers() {}

    /// A worker that ended although nobody stopped it.
    /// @param cause the exception's class, never its message
    public record Dead(String worker, Worker.Serves serves, String cause) {}

    /// In the order of their names.
    public static List<Dead> dead() {
        return STARTED.stream()
                .<Dead>mapMulti((state, sink) -> {
                    String cause = state.cause();
                    if (cause != null) {
                        sink.accept(new Dead(state.name(), state.serves(), cause));
                    }
                })
                .sorted(Comparator.comparing(Dead::worker))
                .toList();
    }

    /// How often exceptions escaped from workers, those that ended among them.
    public static long failures() {
        return FAILURES.get();
    }

    /// Watches a thread that a library started as a [Worker] is watched: what it does not catch is logged and told.
    /// @return ends that; to be run before the thread is stopped
    public static Runnable watch(Thread thread, Worker.Serves serves) {
        State state = new State(thread.getName(), serves);
        thread.setUncaughtExceptionHandler((_, e) -> state.died(e));
        state.runsOn(thread);
        add(state);
        return () -> remove(state);
    }

    static void add(State state) {
        STARTED.add(state);
    }

    static void remove(State state) {
        STARTED.remove(state);
    }

    /// What is known of one worker. Logs classes and frames of exceptions only: messages may quote a peer.
    /// Thread-safe.
    static final class State {
        private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
        private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
        private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
        private static final int FRAMES = 12;

        private final String name;
        private final Worker.Serves serves;
        private volatile @Nullable Thread thread;
        private volatile @Nullable String cause;
        private int failures;
        private long lastFailure;

        State(String name, Worker.Serves serves) {
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
        /// @return how long to wait first; doubles while failures follow each other
        synchronized Duration failed(Throwable e) {
            FAILURES.incrementAndGet();
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
            FAILURES.incrementAndGet();
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
}
