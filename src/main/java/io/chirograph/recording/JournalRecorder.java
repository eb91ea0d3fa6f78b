package io.chirograph.recording;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallAttempted;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.McpListChanged;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

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
    public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
        return switch (fact) {
            case CallStarted started -> started(started, content);
            case CallCompleted completed -> completed(completed, content);
            case CallAttempted again -> writer.append(again, retention(again.callId()));
            case McpListChanged changed -> writer.append(changed, retention(changed.callId()));
            default -> writer.append(fact);
        };
    }

    /// No event of an application is recorded before the refusals of a lapse are accounted for.
    @Override
    public List<Recorded> record(List<EventWithContent> events) throws RecordingUnavailable, TooMuchTogether {
        lapses.settle();
        return writer.append(
                events.stream().map(EventWithContent::fact).toList(),
                events.stream().map(EventWithContent::content).toList());
    }

    @Override
    public void record(List<? extends BatchLine> lines, String retentionClass) throws RecordingUnavailable {
        writer.append(lines, retentionClass);
    }

    @Override
    public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
        return new ContentWriter(writer, callId, part, most, memory);
    }

    /// No call starts before the refusals of a lapse are accounted for.
    private Recorded started(CallStarted fact, List<ContentWriter> content) throws RecordingUnavailable {
        lapses.settle();
        String retention = fact.policy().retentionClass();
        Recorded event = writer.append(fact, retention, content);
        if (!retention.equals(STANDARD)) {
            classes.put(fact.callId(), retention);
        }
        return event;
    }

    private Recorded completed(CallCompleted fact, List<ContentWriter> content) throws RecordingUnavailable {
        String retention = retention(fact.callId());
        Recorded event = writer.append(fact, retention, content);
        if (!retention.equals(STANDARD)) {
            classes.remove(fact.callId());
        }
        return event;
    }

    private String retention(UUID openCall) {
        return classes.isEmpty() ? STANDARD : classes.getOrDefault(openCall, STANDARD);
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
