package io.chirograph.retention;

import io.chirograph.event.Actor;
import io.chirograph.event.HoldRequested;
import io.chirograph.event.ObjectScope;
import io.chirograph.event.RetentionRequested;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// Records requests in this process's log, and changes nothing at any store.
final class RecordedRequests implements Requests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Recorder recorder;
    private final Register register;
    private final RequestWatch watch;
    private final LockChanges changes;
    private final Clock clock;

    RecordedRequests(Recorder recorder, Register register, RequestWatch watch, LockChanges changes, Clock clock) {
        this.recorder = recorder;
        this.register = register;
        this.watch = watch;
        this.changes = changes;
        this.clock = clock;
    }

    /// The event comes first: a crash behind it leaves a request that explains nothing, which is the loud side.
    @Override
    public Request make(Request request, String operator, String token) throws IOException, RecordingUnavailable {
        Request asked = request.by(operator, clock.instant());
        Actor actor = new Actor(new TreeMap<>(Map.of("subject", operator)), new TreeMap<>());
        Request recorded = asked.recorded(record(asked, actor));
        register.add(recorded);
        watch.begin(recorded, PATIENCE);
        return recorded;
    }

    private UUID record(Request request, Actor operator) throws RecordingUnavailable {
        ObjectScope scope = request.scope();
        return switch (request.kind()) {
            case PLACE -> hold(HoldRequested.Action.PLACE, request, operator);
            case RELEASE -> hold(HoldRequested.Action.RELEASE, request, operator);
            case EXTEND ->
                recorder.record(new RetentionRequested(
                        request.until(), request.by(), Objects.requireNonNull(scope), request.reason(), operator));
        };
    }

    private UUID hold(HoldRequested.Action action, Request request, Actor operator) throws RecordingUnavailable {
        return recorder.record(new HoldRequested(
                action, String.valueOf(request.matter()), request.scope(), request.reason(), operator));
    }

    @Override
    public List<Request> known() {
        return register.requests();
    }

    @Override
    public long unmatched() {
        return changes.unmatched();
    }
}
