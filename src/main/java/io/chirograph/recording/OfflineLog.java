package io.chirograph.recording;

import io.chirograph.event.CredentialRotated;
import io.chirograph.event.EventEncoder;
import io.chirograph.event.KeyRotated;
import io.chirograph.event.LogSuccession;
import io.chirograph.event.PermissionChanged;
import io.chirograph.journal.Journal;
import io.chirograph.journal.RecordKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/// The log of a stopped data directory, for one act of an operator: it starts like any other, recovery and
/// interrupted calls included, takes the act's events, and stops.
///
/// One thread, one use. Whoever opened the journal closes it.
public final class OfflineLog {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private final EventEncoder encoder;
    private final LogWriter writer;
    private final LogLife life;

    /// @param codes as the running process has them
    public OfflineLog(Journal journal, String origin, Clock clock, RetentionCodes codes) {
        ClockWatch watch = new ClockWatch(clock);
        encoder = new EventEncoder(origin, clock);
        writer = new LogWriter(journal, new RecordingMetrics(new SimpleMeterRegistry()), watch, codes);
        life = new LogLife(journal, encoder, writer, watch, HEARTBEAT, version(), origin);
    }

    /// Starts the log, records that another signing key takes over, and stops it. When this throws, the event may
    /// stand in the log all the same.
    public void keyRotated(KeyRotated facts, UUID mark) throws RecordingUnavailable {
        begin();
        writer.write(encoder.keyRotated(facts), RecordKind.ROTATES, mark);
        end();
    }

    /// Starts the log for an act with events of its own, which follow before [#end].
    public void begin() throws RecordingUnavailable {
        life.prepare();
        life.begin();
    }

    /// As [Recorder#credentialRotated], between [#begin] and [#end].
    public void credentialRotated(CredentialRotated facts) throws RecordingUnavailable {
        writer.write(encoder.credentialRotated(facts), RecordKind.PLAIN, LogWriter.NO_CALL);
    }

    /// As [Recorder#permissionChanged], between [#begin] and [#end].
    public void permissionChanged(PermissionChanged facts) throws RecordingUnavailable {
        writer.write(encoder.permissionChanged(facts), RecordKind.PLAIN, LogWriter.NO_CALL);
    }

    /// Stops the log.
    public void end() throws RecordingUnavailable {
        life.end("shutdown");
    }

    /// Ends a log whose process died: records what its next start would, interrupted calls included, and stops it
    /// for good. A log that was stopped cleanly gets no event.
    ///
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

    private static String version() {
        String version = OfflineLog.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
