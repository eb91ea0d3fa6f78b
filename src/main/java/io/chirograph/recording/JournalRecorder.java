package io.chirograph.recording;

import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Records into the journal, one event per fact, each durable on return.
final class JournalRecorder implements Recorder {
    /// The class of calls for which policy names no other.
    private static final String STANDARD = "standard";

    private final LogWriter writer;
    private final Lapses lapses;
    private final UnauthenticatedRefusals refusals;
    private final RecordingMetrics metrics;

    /// Classes of open calls, where these are not the standard one.
    private final Map<UUID, String> classes = new ConcurrentHashMap<>();

    JournalRecorder(LogWriter writer, Lapses lapses, UnauthenticatedRefusals refusals, RecordingMetrics metrics) {
        this.writer = writer;
        this.lapses = lapses;
        this.refusals = refusals;
        this.metrics = metrics;
    }

    @Override
    public UUID record(Fact fact) throws RecordingUnavailable {
        return switch (fact) {
            case CallStarted started -> started(started);
            case CallCompleted completed -> completed(completed);
            default -> writer.append(fact);
        };
    }

    /// No call starts before the refusals of a lapse are accounted for.
    private UUID started(CallStarted fact) throws RecordingUnavailable {
        lapses.settle();
        String retention = fact.policy().retentionClass();
        UUID event = writer.append(fact, retention);
        if (!retention.equals(STANDARD)) {
            classes.put(fact.callId(), retention);
        }
        return event;
    }

    private UUID completed(CallCompleted fact) throws RecordingUnavailable {
        String retention = classes.isEmpty() ? STANDARD : classes.getOrDefault(fact.callId(), STANDARD);
        UUID event = writer.append(fact, retention);
        if (!retention.equals(STANDARD)) {
            classes.remove(fact.callId());
        }
        return event;
    }

    @Override
    public void refused(CallRefused fact) {
        try {
            writer.append(fact, fact.policy() == null ? STANDARD : fact.policy().retentionClass());
        } catch (RecordingUnavailable e) {
            lapsed();
        }
    }

    @Override
    public void refusedUnauthenticated(RefusalFact fact, boolean first) {
        refusals.refused(fact, first);
    }

    @Override
    public void lapsed() {
        lapses.count();
        metrics.lapsed();
    }
}
