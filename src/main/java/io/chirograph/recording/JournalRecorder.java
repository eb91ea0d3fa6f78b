package io.chirograph.recording;

import io.chirograph.event.AccessAuthenticated;
import io.chirograph.event.AuditRead;
import io.chirograph.event.CallCompleted;
import io.chirograph.event.CallRefused;
import io.chirograph.event.CallStarted;
import io.chirograph.event.ConfigChanged;
import io.chirograph.event.CredentialRotated;
import io.chirograph.event.Event;
import io.chirograph.event.EventEncoder;
import io.chirograph.event.HoldObserved;
import io.chirograph.event.HoldRequested;
import io.chirograph.event.KeyRotated;
import io.chirograph.event.PermissionChanged;
import io.chirograph.event.RetentionChanged;
import io.chirograph.event.RetentionRequested;
import io.chirograph.event.SwitchThrown;
import io.chirograph.journal.RecordKind;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Records into the journal, one event per fact, each durable on return.
final class JournalRecorder implements Recorder {
    /// The class of calls for which policy names no other.
    private static final String STANDARD = "standard";

    private final EventEncoder encoder;
    private final LogWriter writer;
    private final Lapses lapses;
    private final UnauthenticatedRefusals refusals;
    private final RecordingMetrics metrics;

    /// Classes of open calls, where these are not the standard one.
    private final Map<UUID, String> classes = new ConcurrentHashMap<>();

    JournalRecorder(
            EventEncoder encoder,
            LogWriter writer,
            Lapses lapses,
            UnauthenticatedRefusals refusals,
            RecordingMetrics metrics) {
        this.encoder = encoder;
        this.writer = writer;
        this.lapses = lapses;
        this.refusals = refusals;
        this.metrics = metrics;
    }

    /// No call starts before the refusals of a lapse are accounted for.
    @Override
    public void started(CallStarted facts) throws RecordingUnavailable {
        lapses.settle();
        String retention = facts.policy().retentionClass();
        writer.append(encoder.started(facts), RecordKind.OPENS, facts.callId(), retention);
        if (!retention.equals(STANDARD)) {
            classes.put(facts.callId(), retention);
        }
    }

    @Override
    public void completed(CallCompleted facts) throws RecordingUnavailable {
        String retention = classes.isEmpty() ? STANDARD : classes.getOrDefault(facts.callId(), STANDARD);
        writer.append(encoder.completed(facts), RecordKind.CLOSES, facts.callId(), retention);
        if (!retention.equals(STANDARD)) {
            classes.remove(facts.callId());
        }
    }

    @Override
    public void refused(CallRefused facts) {
        try {
            String retention =
                    facts.policy() == null ? STANDARD : facts.policy().retentionClass();
            writer.append(encoder.refused(facts), RecordKind.PLAIN, LogWriter.NO_CALL, retention);
        } catch (RecordingUnavailable e) {
            lapsed();
        }
    }

    @Override
    public void refusedUnauthenticated(CallRefused facts) {
        refusals.refused(facts);
    }

    @Override
    public void lapsed() {
        lapses.count();
        metrics.lapsed();
    }

    @Override
    public void keyRotated(KeyRotated facts, UUID mark) throws RecordingUnavailable {
        writer.append(encoder.keyRotated(facts), RecordKind.ROTATES, mark);
    }

    @Override
    public void credentialRotated(CredentialRotated facts) throws RecordingUnavailable {
        plain(encoder.credentialRotated(facts));
    }

    @Override
    public void permissionChanged(PermissionChanged facts) throws RecordingUnavailable {
        plain(encoder.permissionChanged(facts));
    }

    @Override
    public void configChanged(ConfigChanged facts) throws RecordingUnavailable {
        plain(encoder.configChanged(facts));
    }

    @Override
    public void switchThrown(SwitchThrown facts) throws RecordingUnavailable {
        plain(encoder.switchThrown(facts));
    }

    @Override
    public void accessGranted(AccessAuthenticated facts) throws RecordingUnavailable {
        plain(encoder.accessAuthenticated(facts));
    }

    @Override
    public void accessRefused(AccessAuthenticated facts, boolean first) {
        refusals.refused(facts, first);
    }

    @Override
    public void auditRead(AuditRead facts) throws RecordingUnavailable {
        plain(encoder.auditRead(facts));
    }

    @Override
    public void archiveChecked(SortedMap<String, Object> facts) throws RecordingUnavailable {
        plain(encoder.archiveChecked(facts));
    }

    @Override
    public UUID holdRequested(HoldRequested facts) throws RecordingUnavailable {
        return plain(encoder.holdRequested(facts));
    }

    @Override
    public void holdObserved(HoldObserved facts) throws RecordingUnavailable {
        plain(encoder.holdObserved(facts));
    }

    @Override
    public UUID retentionRequested(RetentionRequested facts) throws RecordingUnavailable {
        return plain(encoder.retentionRequested(facts));
    }

    @Override
    public void retentionChanged(RetentionChanged facts) throws RecordingUnavailable {
        plain(encoder.retentionChanged(facts));
    }

    private UUID plain(Event event) throws RecordingUnavailable {
        writer.append(event, RecordKind.PLAIN, LogWriter.NO_CALL);
        return event.id();
    }
}
