package io.chirograph.monitor;

import io.chirograph.event.AccessAuthenticated;
import io.chirograph.event.AuditRead;
import io.chirograph.event.CallCompleted;
import io.chirograph.event.CallRefused;
import io.chirograph.event.CallStarted;
import io.chirograph.event.ConfigChanged;
import io.chirograph.event.CredentialRotated;
import io.chirograph.event.HoldObserved;
import io.chirograph.event.HoldRequested;
import io.chirograph.event.KeyRotated;
import io.chirograph.event.PermissionChanged;
import io.chirograph.event.RetentionChanged;
import io.chirograph.event.RetentionRequested;
import io.chirograph.event.SwitchThrown;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/// Takes checks, and nothing else; or nothing at all for a while.
final class RecordedChecks implements Recorder {
    final List<SortedMap<String, Object>> recorded = new ArrayList<>();
    volatile boolean unavailable;

    @Override
    public synchronized void archiveChecked(SortedMap<String, Object> facts) throws RecordingUnavailable {
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
        }
        recorded.add(facts);
    }

    synchronized int count() {
        return recorded.size();
    }

    @Override
    public void started(CallStarted facts) {
        throw new AssertionError("no call is started here");
    }

    @Override
    public void completed(CallCompleted facts) {
        throw new AssertionError("no call is completed here");
    }

    @Override
    public void refused(CallRefused facts) {
        throw new AssertionError("no call is refused here");
    }

    @Override
    public void credentialRotated(CredentialRotated facts) {
        throw new AssertionError("no credential is rotated here");
    }

    @Override
    public void permissionChanged(PermissionChanged facts) {
        throw new AssertionError("no permission changes here");
    }

    @Override
    public void configChanged(ConfigChanged facts) {
        throw new AssertionError("no configuration changes here");
    }

    @Override
    public void switchThrown(SwitchThrown facts) {
        throw new AssertionError("no switch is thrown here");
    }

    @Override
    public void accessGranted(AccessAuthenticated facts) {
        throw new AssertionError("no door opens here");
    }

    @Override
    public void accessRefused(AccessAuthenticated facts, boolean first) {
        throw new AssertionError("no door stays shut here");
    }

    @Override
    public void auditRead(AuditRead facts) {
        throw new AssertionError("nothing is read here");
    }

    @Override
    public void refusedUnauthenticated(CallRefused facts) {
        throw new AssertionError("no call is refused here");
    }

    @Override
    public void keyRotated(KeyRotated facts, UUID mark) {
        throw new AssertionError("no key is rotated here");
    }

    @Override
    public UUID holdRequested(HoldRequested facts) {
        throw new AssertionError("no hold is asked for here");
    }

    @Override
    public void holdObserved(HoldObserved facts) {
        throw new AssertionError("no hold is observed here");
    }

    @Override
    public UUID retentionRequested(RetentionRequested facts) {
        throw new AssertionError("no retention is asked for here");
    }

    @Override
    public void retentionChanged(RetentionChanged facts) {
        throw new AssertionError("no retention changes here");
    }

    @Override
    public void lapsed() {
        throw new AssertionError("nothing lapses here");
    }
}
