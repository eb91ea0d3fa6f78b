package io.chirograph.retention;

import io.chirograph.event.HoldObserved;
import io.chirograph.event.RetentionChanged;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Takes facts about holds and retention, and nothing else; or nothing at all for a while.
final class RecordedFacts {
    final List<Object> facts = new ArrayList<>();
    boolean unavailable;

    Recorder recorder() {
        return (Recorder) Proxy.newProxyInstance(
                Recorder.class.getClassLoader(),
                new Class<?>[] {Recorder.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "record" -> {
                        if (unavailable) {
                            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
                        }
                        facts.add(arguments[0]);
                        yield new UUID(7, facts.size());
                    }
                    default -> throw new AssertionError(method + " is not asked for here");
                });
    }

    HoldObserved hold() {
        return (HoldObserved) only();
    }

    RetentionChanged change() {
        return (RetentionChanged) only();
    }

    private Object only() {
        if (facts.size() != 1) {
            throw new AssertionError("one fact expected: " + facts);
        }
        return facts.removeFirst();
    }
}
