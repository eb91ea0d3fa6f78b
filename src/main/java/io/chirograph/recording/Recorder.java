package io.chirograph.recording;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import java.util.List;
import java.util.UUID;
import java.util.function.LongPredicate;

/// Records into the log of this process. Thread-safe.
///
/// Records are taken between the log's start and its stop, see `Phase#RECORDING`; before and after, whatever must be
/// recorded is refused.
public interface Recorder extends FactSink {
    /// {@inheritDoc} `ai.call.started` opens a call; where it throws, the call must be refused and counted with
    /// [#lapsed()]. `ai.call.completed` closes it and may use the journal's reserve.
    @Override
    default UUID record(Fact fact) throws RecordingUnavailable {
        return record(fact, List.of()).event().id();
    }

    /// The same for a fact that names content: on return both are durable, and where it throws no reader ever sees
    /// the content.
    /// @param content of the fact's call, each named
    Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable;

    /// Records events of an application with one commit: all of them are durable on return, next to each other, and
    /// none where it throws or the process dies before.
    /// @param events 1 to [#MOST_TOGETHER]
    /// @return each of them, in the same order
    /// @throws TooMuchTogether they are to be recorded in several steps
    List<Recorded> record(List<EventWithContent> events) throws RecordingUnavailable, TooMuchTogether;

    /// The most events that are recorded together.
    int MOST_TOGETHER = 500;

    /// Records what happened to lines of one batch, in their order: all of it is durable on return. Where it throws,
    /// the first of them may be.
    /// @param retentionClass of the call that submitted the batch
    default void record(List<? extends BatchLine> lines, String retentionClass) throws RecordingUnavailable {
        for (BatchLine line : lines) {
            record(line, List.of());
        }
    }

    /// Takes content of a call that a fact will name.
    /// @param most bytes that it takes
    /// @param memory takes so many bytes of the request's memory, or answers false
    ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory);

    /// Records a refusal of an authenticated caller, or counts it when it cannot be recorded; never throws.
    void refused(CallRefused fact);

    /// Records a refusal of an unauthenticated caller or of an operator: singly up to a rate per source, then as
    /// counted summaries. Never blocks on a slow journal, never uses its reserve, never throws.
    /// @param first records it singly, whatever the rate
    void refusedUnauthenticated(RefusalFact fact, boolean first);

    /// Counts a call that was refused because its start could not be recorded.
    void lapsed();
}
