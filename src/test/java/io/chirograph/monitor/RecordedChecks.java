package io.chirograph.monitor;

import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.LongPredicate;

/// Takes checks, and nothing else; or nothing at all for a while.
public final class RecordedChecks implements Recorder {
    public final List<SortedMap<String, Object>> recorded = new ArrayList<>();
    public volatile boolean unavailable;

    @Override
    public synchronized UUID record(Fact fact) throws RecordingUnavailable {
        if (!(fact instanceof ArchiveChecked checked)) {
            throw new AssertionError(fact + " is not asked for here");
        }
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
        }
        recorded.add(checked.facts());
        return new UUID(7, recorded.size());
    }

    public synchronized int count() {
        return recorded.size();
    }

    @Override
    public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
        throw new AssertionError("no content is recorded here");
    }

    @Override
    public List<Recorded> record(List<EventWithContent> events) {
        throw new AssertionError("no application records here");
    }

    @Override
    public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
        throw new AssertionError("no content is recorded here");
    }

    @Override
    public void refused(CallRefused fact) {
        throw new AssertionError("no call is refused here");
    }

    @Override
    public void refusedUnauthenticated(RefusalFact fact, boolean first) {
        throw new AssertionError("nobody is refused here");
    }

    @Override
    public void lapsed() {
        throw new AssertionError("nothing lapses here");
    }
}
