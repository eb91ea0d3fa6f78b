package io.chirograph.recording;

import io.chirograph.event.CallCompleted;
import io.chirograph.event.CallRefused;
import io.chirograph.event.CallStarted;
import java.util.SortedMap;

/// What the gateway and others record through. Safe for many threads; each method blocks until its event is
/// durable.
public interface Recorder {
    /// Records that a call starts. On return the event is durable and the call counts as open.
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

    /// Records an `archive.checked` event with these structural facts.
    void archiveChecked(SortedMap<String, Object> facts) throws RecordingUnavailable;
}
