package io.chirograph.retention;

import io.chirograph.event.facts.HoldObserved;
import io.chirograph.event.facts.RetentionChanged;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Takes facts about holds and retention, and nothing else; or nothing at all for a while.
public final class RecordedFacts {
    public final List<Object> facts = new ArrayList<>();
    public boolean unavailable;

    public Recorder recorder() {
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

    public HoldObserved hold() {
        return (HoldObserved) only();
    }

    public RetentionChanged change() {
        return (RetentionChanged) only();
    }

    private Object only() {
        if (facts.size() != 1) {
            throw new AssertionError("one fact expected: " + facts);
        }
        return facts.removeFirst();
    }
}
