package io.chirograph.recording;

import io.chirograph.event.AccessAuthenticated;
import io.chirograph.event.CallRefused;
import io.chirograph.event.Event;
import io.chirograph.event.EventEncoder;
import io.chirograph.event.RefusalSummary;
import io.chirograph.journal.RecordKind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Refusals of callers that nobody authenticated, and of operators at their doors: recorded by a thread of their
/// own, singly up to a rate, the rest as counted summaries. The two have windows of their own, so that neither
/// crowds out the other. What the thread cannot take, or the journal does not, is counted too, so no
/// refusal is lost while the process lives.
final class UnauthenticatedRefusals {
    private final Clock clock;
    private final EventEncoder encoder;
    private final LogWriter writer;
    private final RecordingMetrics metrics;
    private final ExecutorService executor;
    private final RefusalWindow callers;
    private final RefusalWindow operators;
    private final int summaries;

    /// @param executor runs one task at a time and rejects what is too much
    UnauthenticatedRefusals(
            Clock clock,
            EventEncoder encoder,
            LogWriter writer,
            RecordingMetrics metrics,
            RecordingProperties properties,
            ExecutorService executor) {
        this.clock = clock;
        this.encoder = encoder;
        this.writer = writer;
        this.metrics = metrics;
        this.executor = executor;
        this.callers = new RefusalWindow(properties.unauthenticatedPerSource(), properties.unauthenticatedPerMinute());
        this.operators =
                new RefusalWindow(properties.unauthenticatedPerSource(), properties.unauthenticatedPerMinute());
        this.summaries = properties.unauthenticatedSummaries();
    }

    /// Returns at once.
    void refused(CallRefused facts) {
        Runnable count = () -> count(callers, facts.source(), facts.code());
        if (callers.admit(facts.source(), clock.instant())) {
            single(() -> encoder.refused(facts), count);
        } else {
            count.run();
        }
    }

    /// Returns at once.
    ///
    /// @param first recorded singly, whatever the rate
    void refused(AccessAuthenticated facts, boolean first) {
        Runnable count = () -> count(operators, facts.source(), String.valueOf(facts.code()));
        if (operators.admit(facts.source(), clock.instant()) || first) {
            single(() -> encoder.accessAuthenticated(facts), count);
        } else {
            count.run();
        }
    }

    private void single(Supplier<Event> event, Runnable count) {
        try {
            executor.execute(() -> record(event, count));
        } catch (RejectedExecutionException e) {
            count.run();
        }
    }

    private void record(Supplier<Event> event, Runnable count) {
        try {
            writer.append(event.get(), RecordKind.PLAIN, LogWriter.NO_CALL);
        } catch (RecordingUnavailable e) {
            count.run();
        }
    }

    private void count(RefusalWindow window, String source, String code) {
        window.count(source, code, clock.instant());
        metrics.summarised();
    }

    /// Records what was counted since the last time; what cannot be recorded stays counted.
    void summarise() {
        summarise(callers, encoder::refused);
        summarise(operators, encoder::accessRefused);
    }

    private void summarise(RefusalWindow window, Function<RefusalSummary, Event> event) {
        List<RefusalSummary> counted = window.drain(summaries);
        for (int i = 0; i < counted.size(); i++) {
            try {
                writer.append(event.apply(counted.get(i)), RecordKind.PLAIN, LogWriter.NO_CALL);
            } catch (RecordingUnavailable e) {
                counted.subList(i, counted.size()).forEach(window::add);
                return;
            }
        }
    }

    /// Refusals that no event accounts for yet.
    long pending() {
        return callers.pending() + operators.pending();
    }

    /// Takes no more refusals singly and waits for those that were taken.
    ///
    /// @return whether they ended in time
    boolean stop(Duration patience) throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
