package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.RefusalFact;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Records refusals of unauthenticated callers and of operators on a thread of their own: singly up to a rate, the rest
/// as counted summaries. The two have windows of their own. No refusal is lost while the process lives.
final class UnauthenticatedRefusals {
    private final Clock clock;
    private final LogWriter writer;
    private final RecordingMetrics metrics;
    private final ExecutorService executor;
    private final RefusalWindow callers;
    private final RefusalWindow operators;
    private final int summaries;

    /// @param executor runs one task at a time and rejects what is too much
    UnauthenticatedRefusals(
            Clock clock,
            LogWriter writer,
            RecordingMetrics metrics,
            RecordingProperties properties,
            ExecutorService executor) {
        this.clock = clock;
        this.writer = writer;
        this.metrics = metrics;
        this.executor = executor;
        this.callers = window(EventType.CALL_REFUSED, properties);
        this.operators = window(EventType.ACCESS_AUTHENTICATED, properties);
        this.summaries = properties.unauthenticatedSummaries();
    }

    private static RefusalWindow window(EventType type, RecordingProperties properties) {
        return new RefusalWindow(type, properties.unauthenticatedPerSource(), properties.unauthenticatedPerMinute());
    }

    /// Returns at once.
    /// @param first recorded singly, whatever the rate
    void refused(RefusalFact fact, boolean first) {
        RefusalWindow window = fact instanceof CallRefused ? callers : operators;
        if (window.admit(fact.client().source(), clock.instant()) || first) {
            try {
                executor.execute(() -> record(fact, window));
            } catch (RejectedExecutionException e) {
                count(fact, window);
            }
        } else {
            count(fact, window);
        }
    }

    private void record(RefusalFact fact, RefusalWindow window) {
        try {
            writer.append(fact);
        } catch (RecordingUnavailable e) {
            count(fact, window);
        }
    }

    private void count(RefusalFact fact, RefusalWindow window) {
        window.count(fact.client().source(), String.valueOf(fact.code()), clock.instant());
        metrics.summarised();
    }

    /// Records what was counted since the last time; what cannot be recorded stays counted.
    void summarise() {
        summarise(callers);
        summarise(operators);
    }

    private void summarise(RefusalWindow window) {
        List<RefusalFact.Summary> counted = window.drain(summaries);
        for (int i = 0; i < counted.size(); i++) {
            try {
                writer.append(counted.get(i));
            } catch (RecordingUnavailable e) {
                counted.subList(i, counted.size()).forEach(window::add);
                return;
            }
        }
    }

    long pending() {
        return callers.pending() + operators.pending();
    }

    /// Takes no more refusals singly and waits for those that were taken.
    /// @return whether they ended in time
    boolean stop(Duration patience) throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
