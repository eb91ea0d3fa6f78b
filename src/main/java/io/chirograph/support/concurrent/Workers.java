package io.chirograph.support.concurrent;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The long-lived threads of this process, as health and metrics see them. Safe for many threads.
public final class Workers {
    private static final Set<WorkerState> STARTED = ConcurrentHashMap.newKeySet();
    private static final AtomicLong FAILURES = new AtomicLong();

    private Workers() {}

    /// A worker that ended although nobody stopped it.
    ///
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

    static void add(WorkerState state) {
        STARTED.add(state);
    }

    static void remove(@Nullable WorkerState state) {
        if (state != null) {
            STARTED.remove(state);
        }
    }

    static void countFailure() {
        FAILURES.incrementAndGet();
    }
}
