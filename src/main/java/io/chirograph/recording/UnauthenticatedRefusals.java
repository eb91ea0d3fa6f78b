package io.chirograph.recording;

import io.chirograph.event.CallRefused;
import io.chirograph.event.EventEncoder;
import io.chirograph.event.RefusalSummary;
import io.chirograph.journal.RecordKind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Refusals of callers that nobody authenticated: recorded by a thread of their own, singly up to a rate, the
/// rest as counted summaries. What the thread cannot take, or the journal does not, is counted too, so no
/// refusal is lost while the process lives.
final class UnauthenticatedRefusals {
    private final Clock clock;
    private final EventEncoder encoder;
    private final LogWriter writer;
    private final RecordingMetrics metrics;
    private final ExecutorService executor;
    private final RefusalWindow window;
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
        this.window = new RefusalWindow(properties.unauthenticatedPerSource(), properties.unauthenticatedPerMinute());
        this.summaries = properties.unauthenticatedSummaries();
    }

    /// Returns at once.
    void refused(CallRefused facts) {
        if (!window.admit(facts.source(), clock.instant())) {
            count(facts);
            return;
        }
        try {
            executor.execute(() -> record(facts));
        } catch (RejectedExecutionException e) {
            count(facts);
        }
    }

    private void record(CallRefused facts) {
        try {
            writer.append(encoder.refused(facts), RecordKind.PLAIN, LogWriter.NO_CALL);
        } catch (RecordingUnavailable e) {
            count(facts);
        }
    }

    private void count(CallRefused facts) {
        window.count(facts.source(), facts.code(), clock.instant());
        metrics.summarised();
    }

    /// Records what was counted since the last time; what cannot be recorded stays counted.
    void summarise() {
        List<RefusalSummary> counted = window.drain(summaries);
        for (int i = 0; i < counted.size(); i++) {
            try {
                writer.append(encoder.refused(counted.get(i)), RecordKind.PLAIN, LogWriter.NO_CALL);
            } catch (RecordingUnavailable e) {
                counted.subList(i, counted.size()).forEach(window::add);
                return;
            }
        }
    }

    /// Refusals that no event accounts for yet.
    long pending() {
        return window.pending();
    }

    /// Takes no more refusals singly and waits for those that were taken.
    ///
    /// @return whether they ended in time
    boolean stop(Duration patience) throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
