package io.chirograph.monitor;

import io.chirograph.event.ArchiveChecked;
import io.chirograph.event.CallRefused;
import io.chirograph.event.Fact;
import io.chirograph.event.RefusalFact;
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

    synchronized int count() {
        return recorded.size();
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
