package io.chirograph.limits;

import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import java.util.List;
import java.util.UUID;
import java.util.function.LongPredicate;

/// Takes refusals and nothing else.
final class Refusals implements Recorder {
    @Override
    public Recorded record(Fact fact, List<ContentWriter> content) {
        throw new AssertionError("only refusals are recorded");
    }

    @Override
    public List<Recorded> record(List<EventWithContent> events) {
        throw new AssertionError("only refusals are recorded");
    }

    @Override
    public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
        throw new AssertionError("only refusals are recorded");
    }

    @Override
    public void refused(CallRefused fact) {}

    @Override
    public void refusedUnauthenticated(RefusalFact fact, boolean first) {}

    @Override
    public void lapsed() {
        throw new AssertionError("only refusals are recorded");
    }
}
