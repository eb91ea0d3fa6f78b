package io.chirograph.identity;

import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.identity.operators.AccessEventSink;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Takes who entered and who was turned away; or nobody for a while.
public final class RecordedDoors implements AccessEventSink {
    private final List<AccessAuthenticated> all = new ArrayList<>();
    private int first;
    public boolean unavailable;

    @Override
    public synchronized void granted(AccessAuthenticated facts) throws RecordingUnavailable {
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(7), false, null);
        }
        all.add(facts);
    }

    @Override
    public synchronized void refused(AccessAuthenticated facts, boolean isFirst) {
        all.add(facts);
        first += isFirst ? 1 : 0;
    }

    /// How many refusals were the first of their kind.
    public synchronized int first() {
        return first;
    }

    /// What came since this was last asked.
    public synchronized List<AccessAuthenticated> take() {
        List<AccessAuthenticated> taken = List.copyOf(all);
        all.clear();
        first = 0;
        return taken;
    }
}
