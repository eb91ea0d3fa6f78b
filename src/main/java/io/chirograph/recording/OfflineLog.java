package io.chirograph.recording;

import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.value.LogSuccession;
import io.chirograph.journal.Journal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/// The log of a stopped data directory, started and stopped for one act of an operator.
///
/// One thread, one use. Whoever opened the journal closes it.
public final class OfflineLog implements FactSink {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private final LogWriter writer;
    private final LogLifecycle life;

    /// @param codes as the running process has them
    public OfflineLog(Journal journal, String origin, Clock clock, RetentionCodes codes) {
        ClockWatch watch = new ClockWatch(clock);
        RecordingMetrics metrics = new RecordingMetrics(new SimpleMeterRegistry());
        writer = new LogWriter(journal, new EventEncoder(origin, clock), metrics, watch, codes);
        life = new LogLifecycle(journal, writer, watch, HEARTBEAT, version(), origin, null);
    }

    /// Starts the log for an act whose events follow before [#end].
    public void begin() throws RecordingUnavailable {
        life.prepare();
        life.begin();
    }

    /// Starts the log, records one fact, and stops it. Where this throws, the event may be in the log.
    public UUID recordAlone(Fact fact) throws RecordingUnavailable {
        begin();
        UUID event = record(fact);
        end();
        return event;
    }

    /// {@inheritDoc} Between [#begin] and [#end].
    @Override
    public UUID record(Fact fact) throws RecordingUnavailable {
        return writer.write(fact).event().id();
    }

    public void end() throws RecordingUnavailable {
        life.end("shutdown");
    }

    /// Ends a log whose process died: records what its next start would, interrupted calls included, and stops it
    /// for good. A log that was stopped cleanly gets no event.
    /// @return whether anything was recorded
    public boolean seal() throws RecordingUnavailable {
        if (life.hasEnded()) {
            return false;
        }
        life.prepare();
        life.begin();
        life.end("sealed");
        return true;
    }

    /// Begins a log that goes on where another one ended. The journal is empty; the records that the new log takes
    /// over follow, and the last of them is the stop.
    public void succeed(LogSuccession facts) throws RecordingUnavailable {
        life.succeed(facts);
    }

    static String version() {
        return Objects.requireNonNullElse(OfflineLog.class.getPackage().getImplementationVersion(), "development");
    }
}
