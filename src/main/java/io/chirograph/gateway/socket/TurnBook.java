package io.chirograph.gateway.socket;

import io.chirograph.gateway.dialect.live.ProviderSays;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The open turns of one socket: those that wait for a response, in order, and those that one has begun for.
/// Thread-safe.
///
/// Which of the waiting ones a response is for no provider says; it is the oldest of its lane, and those before
/// recordings that a message asked for.
final class TurnBook {
    private final List<OpenTurn> waiting = new ArrayList<>();
    private final Map<String, OpenTurn> answered = new HashMap<>();
    private final List<OpenTurn> order = new ArrayList<>();
    private @Nullable OpenTurn recording;

    synchronized void add(OpenTurn turn, boolean isRecording) {
        order.add(turn);
        if (isRecording) {
            recording = turn;
        } else {
            waiting.add(turn);
        }
    }

    /// Whether a recording has begun a turn that no response has begun for.
    synchronized boolean isRecording() {
        return recording != null;
    }

    /// Whether this is that turn.
    synchronized boolean isWaitingRecording(OpenTurn turn) {
        return recording == turn;
    }

    /// Whether no response has begun for this turn.
    synchronized boolean isWaiting(OpenTurn turn) {
        return waiting.contains(turn) || recording == turn;
    }

    synchronized int size() {
        return order.size();
    }

    /// The turn that a message is about; null for none.
    synchronized @Nullable OpenTurn of(ProviderSays says) {
        return switch (says.step()) {
            case BEGINS -> begun(says);
            case ENDS, OUTPUT -> {
                OpenTurn under = says.response() == null ? newest(says.lane()) : null;
                yield under == null ? begun(says) : under;
            }
            case HEARD -> recording;
            case REJECTED -> rejected(says);
            case FAILED -> {
                OpenTurn waits = rejected(says);
                yield waits == null ? newest(says.lane()) : waits;
            }
            case QUEUED -> oldest(says.lane());
            case NONE -> newest(says.lane());
        };
    }

    private @Nullable OpenTurn begun(ProviderSays says) {
        String id = Objects.requireNonNullElse(says.response(), "");
        OpenTurn known = answered.get(id);
        if (known != null) {
            return known;
        }
        OpenTurn next = oldest(says.lane());
        if (next != null) {
            waiting.remove(next);
        } else {
            next = recording;
            recording = null;
        }
        if (next != null) {
            answered.put(id, next);
        }
        return next;
    }

    /// Binds a turn that the provider itself began.
    synchronized void bind(OpenTurn turn, ProviderSays says) {
        order.add(turn);
        answered.put(Objects.requireNonNullElse(says.response(), ""), turn);
    }

    private @Nullable OpenTurn oldest(@Nullable String lane) {
        return waiting.stream()
                .filter(turn -> Objects.equals(turn.says().lane(), lane))
                .findFirst()
                .orElseGet(() -> waiting.stream()
                        .filter(turn -> turn.says().lane() == null)
                        .findFirst()
                        .orElse(null));
    }

    /// The newest that a response has begun for.
    private @Nullable OpenTurn newest(@Nullable String lane) {
        OpenTurn found = null;
        for (OpenTurn turn : order) {
            boolean isOfLane = lane == null || Objects.equals(turn.says().lane(), lane);
            found = isOfLane && answered.containsValue(turn) ? turn : found;
        }
        return found;
    }

    private @Nullable OpenTurn rejected(ProviderSays says) {
        if (says.eventId() != null) {
            return waiting.stream()
                    .filter(turn -> says.eventId().equals(turn.says().eventId()))
                    .findFirst()
                    .orElse(null);
        }
        OpenTurn last = null;
        for (OpenTurn turn : waiting) {
            last = says.lane() == null || Objects.equals(turn.says().lane(), says.lane()) ? turn : last;
        }
        return last;
    }

    /// Forgets a turn that is over.
    synchronized void remove(OpenTurn turn) {
        order.remove(turn);
        waiting.remove(turn);
        answered.values().remove(turn);
        recording = recording == turn ? null : recording;
    }

    synchronized List<OpenTurn> all() {
        return List.copyOf(order);
    }
}
