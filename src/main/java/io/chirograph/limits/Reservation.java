package io.chirograph.limits;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.TooMuchTogether;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// What a call holds of limits, from just before its start is recorded to when its end is. Closed when the
/// call is over, whatever way: what never began gives all back; what began and whose end could not be
/// recorded has taken all.
public final class Reservation implements AutoCloseable {
    /// Of a call that no limit is about.
    public static final Reservation NONE = new Reservation(null, null, List.of(), Amounts.NOTHING, List.of(), null);

    private final @Nullable LiveUsage usage;
    private final @Nullable RecentCalls recent;
    private final List<LiveUsage.Part> parts;
    private final Amounts need;
    private final List<Standing> standings;
    private final CallStarted.@Nullable Held held;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile @Nullable UUID begun;
    private volatile boolean isEndRecorded;

    Reservation(
            @Nullable LiveUsage usage,
            @Nullable RecentCalls recent,
            List<LiveUsage.Part> parts,
            Amounts need,
            List<Standing> standings,
            CallStarted.@Nullable Held held) {
        this.usage = usage;
        this.recent = recent;
        this.parts = parts;
        this.need = need;
        this.standings = standings;
        this.held = held;
    }

    /// For the call's `ai.call.started`; null for nothing.
    public CallStarted.@Nullable Held held() {
        return held;
    }

    /// How the limits stand, this call included.
    public List<Standing> standings() {
        return standings;
    }

    /// That the call started is durable.
    public void begun(UUID callId) {
        begun = callId;
        if (recent != null && held != null) {
            recent.begun(callId, held);
        }
    }

    /// A recorder for the call, which settles this when it has recorded the call's end.
    public Recorder settling(Recorder recorder) {
        return usage == null ? recorder : new Settling(recorder);
    }

    private void settle(@Nullable Amounts took) {
        if (usage != null && settled.compareAndSet(false, true)) {
            usage.settle(parts, need, took);
        }
    }

    @Override
    public void close() {
        UUID call = begun;
        settle(call == null ? null : need);
        if (call != null && recent != null && !isEndRecorded) {
            recent.forget(call);
        }
    }

    /// Settles before the end of the answer is released: whoever waits for that end can begin the next
    /// call.
    private final class Settling implements Recorder {
        private final Recorder recorder;

        Settling(Recorder recorder) {
            this.recorder = recorder;
        }

        @Override
        public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
            if (!(fact instanceof CallCompleted completed)) {
                return recorder.record(fact, content);
            }
            Amounts took = held == null ? need : CallEnd.of(completed).took(Objects.requireNonNull(held));
            if (recent != null) {
                recent.ends(completed.callId(), took);
            }
            Recorded recorded = recorder.record(fact, content);
            isEndRecorded = true;
            settle(took);
            return recorded;
        }

        @Override
        public List<Recorded> record(List<EventWithContent> events) throws RecordingUnavailable, TooMuchTogether {
            return recorder.record(events);
        }

        @Override
        public void record(List<? extends BatchLine> lines, String retentionClass) throws RecordingUnavailable {
            recorder.record(lines, retentionClass);
        }

        @Override
        public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
            return recorder.content(callId, part, most, memory);
        }

        @Override
        public void refused(CallRefused fact) {
            recorder.refused(fact);
        }

        @Override
        public void refusedUnauthenticated(RefusalFact fact, boolean first) {
            recorder.refusedUnauthenticated(fact, first);
        }

        @Override
        public void lapsed() {
            recorder.lapsed();
        }
    }
}
