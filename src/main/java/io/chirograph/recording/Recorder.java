package io.chirograph.recording;

import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import java.util.UUID;

/// Records into the log of this process. Thread-safe.
///
/// Records are taken between the log's start and its stop, see `Phase#RECORDING`; before and after, whatever must be
/// recorded is refused.
public interface Recorder extends FactSink {
    /// {@inheritDoc} `ai.call.started` opens a call; where it throws, the call must be refused and counted with
    /// [#lapsed()]. `ai.call.completed` closes it and may use the journal's reserve.
    @Override
    UUID record(Fact fact) throws RecordingUnavailable;

    /// Records a refusal of an authenticated caller, or counts it when it cannot be recorded; never throws.
    void refused(CallRefused fact);

    /// Records a refusal of an unauthenticated caller or of an operator: singly up to a rate per source, then as
    /// counted summaries. Never blocks on a slow journal, never uses its reserve, never throws.
    /// @param first records it singly, whatever the rate
    void refusedUnauthenticated(RefusalFact fact, boolean first);

    /// Counts a call that was refused because its start could not be recorded.
    void lapsed();
}
