package io.chirograph.recording;

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
import java.util.SortedMap;
import java.util.UUID;

/// What the gateway and others record through. Safe for many threads; each method blocks until its event is
/// durable.
///
/// Records are taken between the log's start and its stop, see [#PHASE]; before and after, whatever must be
/// recorded is refused.
public interface Recorder {
    /// The lifecycle phase in which the log starts and stops. What records by itself starts in a later phase and
    /// so stops before the log does, as the web server does; what must still carry away the log's last event
    /// takes an earlier one.
    int PHASE = 1000;

    /// Records that a call starts. On return the event is durable and the call counts as open. Where it throws,
    /// the call must be refused and counted with [#lapsed()].
    void started(CallStarted facts) throws RecordingUnavailable;

    /// Records how a call ended and closes it. May use the journal's reserve.
    void completed(CallCompleted facts) throws RecordingUnavailable;

    /// Records a refusal of an authenticated caller, or counts it when it cannot be recorded; never throws,
    /// for the caller is refused all the same.
    void refused(CallRefused facts);

    /// Records a refusal of a caller that nobody authenticated: singly up to a rate per source, then as counted
    /// summaries. Never blocks on a slow journal and never uses its reserve.
    void refusedUnauthenticated(CallRefused facts);

    /// Counts a call that was refused because [#started] could not be recorded.
    void lapsed();

    /// Records that another signing key takes over behind this event.
    ///
    /// @param mark what the exporter knows the new key by without reading the event
    void keyRotated(KeyRotated facts, UUID mark) throws RecordingUnavailable;

    /// Records that a credential that signs no log is replaced. The new one may be in force only when this has
    /// returned.
    void credentialRotated(CredentialRotated facts) throws RecordingUnavailable;

    /// Records that somebody may do more, less or something else. That may hold only when this has returned.
    void permissionChanged(PermissionChanged facts) throws RecordingUnavailable;

    /// Records that a part of the configuration changes. The change may take effect only when this has returned.
    void configChanged(ConfigChanged facts) throws RecordingUnavailable;

    /// Records that calls are stopped, or go on. It may take effect only when this has returned.
    void switchThrown(SwitchThrown facts) throws RecordingUnavailable;

    /// Records that a door opened to an operator. It may open only when this has returned.
    void accessGranted(AccessAuthenticated facts) throws RecordingUnavailable;

    /// Records that a door stayed shut: singly up to a rate per source, then as counted summaries. Never blocks on a
    /// slow journal, never uses its reserve and never throws, for the door stays shut all the same.
    ///
    /// @param first whether no event of late says this of the same known principal: it is recorded singly, whatever
    ///     the rate
    void accessRefused(AccessAuthenticated facts, boolean first);

    /// Records that the trail is read. The answer may be released only when this has returned.
    void auditRead(AuditRead facts) throws RecordingUnavailable;

    /// Records an `archive.checked` event with these structural facts.
    void archiveChecked(SortedMap<String, Object> facts) throws RecordingUnavailable;

    /// Records that a hold, or its end, is asked for. Answers the event's id.
    UUID holdRequested(HoldRequested facts) throws RecordingUnavailable;

    /// Records that objects were found held that were not, or the other way round.
    void holdObserved(HoldObserved facts) throws RecordingUnavailable;

    /// Records that objects are to be kept for longer. Answers the event's id.
    UUID retentionRequested(RetentionRequested facts) throws RecordingUnavailable;

    /// Records that objects were found locked for another time than before.
    void retentionChanged(RetentionChanged facts) throws RecordingUnavailable;
}
