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
    /// {@inheritDoc}
    ///
    /// What a fact says may take effect only when this has returned: a call leaves for its provider, a
    /// response ends, a key works, a door opens. `ai.call.started` opens a call; where it throws, the call
    /// must be refused and counted with [#lapsed()]. `ai.call.completed` closes it and may use the journal's
    /// reserve.
    @Override
    UUID record(Fact fact) throws RecordingUnavailable;

    /// Records a refusal of an authenticated caller, or counts it when it cannot be recorded; never throws,
    /// for the caller is refused all the same.
    void refused(CallRefused fact);

    /// Records a refusal of somebody whom nobody authenticated, or of an operator: singly up to a rate per
    /// source, then as counted summaries. Never blocks on a slow journal, never uses its reserve and never
    /// throws.
    ///
    /// @param first records it singly, whatever the rate: no event of late says this of the same known
    ///     principal
    void refusedUnauthenticated(RefusalFact fact, boolean first);

    /// Counts a call that was refused because its start could not be recorded.
    void lapsed();
}
