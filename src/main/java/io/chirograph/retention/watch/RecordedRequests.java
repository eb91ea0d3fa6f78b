package io.chirograph.retention.watch;

import io.chirograph.event.facts.HoldRequested;
import io.chirograph.event.facts.RetentionRequested;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.requests.RetentionRequests;
import io.chirograph.retention.requests.UnexplainedChange;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// Records requests in this process's log, and changes nothing at any store.
public record RecordedRequests(
        Recorder recorder, RetentionRequestStore register, RequestWatch watch, LockChanges changes, Clock clock)
        implements RetentionRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// The event comes first: a crash behind it leaves a request that explains nothing, which is the loud side.
    @Override
    public RetentionRequest make(RetentionRequest request, String operator, String token)
            throws IOException, RecordingUnavailable {
        RetentionRequest asked = request.by(operator, clock.instant());
        Actor actor = new Actor(new TreeMap<>(Map.of("subject", operator)), new TreeMap<>());
        RetentionRequest recorded;
        register.changing().lock(); // so that nothing is erased between the two
        try {
            recorded = asked.recorded(record(asked, actor));
            register.add(recorded);
        } finally {
            register.changing().unlock();
        }
        watch.begin(recorded, PATIENCE);
        return recorded;
    }

    private UUID record(RetentionRequest request, Actor operator) throws RecordingUnavailable {
        ObjectScope scope = request.scope();
        return switch (request.kind()) {
            case PLACE -> hold(HoldRequested.Action.PLACE, request, operator);
            case RELEASE -> hold(HoldRequested.Action.RELEASE, request, operator);
            case EXTEND ->
                recorder.record(new RetentionRequested(
                        request.until(), request.by(), Objects.requireNonNull(scope), request.reason(), operator));
        };
    }

    private UUID hold(HoldRequested.Action action, RetentionRequest request, Actor operator)
            throws RecordingUnavailable {
        return recorder.record(new HoldRequested(
                action, String.valueOf(request.matter()), request.scope(), request.reason(), operator));
    }

    @Override
    public List<RetentionRequest> known() {
        return register.requests();
    }

    @Override
    public List<UnexplainedChange> unexplained() {
        return changes.unexplained();
    }

    @Override
    public long unmatched() {
        return changes.unmatched();
    }
}
