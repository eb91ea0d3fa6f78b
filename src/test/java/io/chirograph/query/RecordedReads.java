package io.chirograph.query;

import io.chirograph.event.AccessAuthenticated;
import io.chirograph.event.AuditRead;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes what is recorded of operators, and nothing else; or nothing at all for a while.
final class RecordedReads {
    final List<AccessAuthenticated> granted = new CopyOnWriteArrayList<>();
    final List<AccessAuthenticated> refused = new CopyOnWriteArrayList<>();
    final List<AuditRead> reads = new CopyOnWriteArrayList<>();
    volatile boolean unavailable;

    Recorder recorder() {
        return (Recorder) Proxy.newProxyInstance(
                Recorder.class.getClassLoader(), new Class<?>[] {Recorder.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "accessGranted" -> granted.add((AccessAuthenticated) taken(arguments[0]));
                        case "accessRefused" -> refused.add((AccessAuthenticated) arguments[0]);
                        case "auditRead" -> reads.add((AuditRead) taken(arguments[0]));
                        case "toString" -> {
                            return "reads";
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(this);
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        default -> throw new AssertionError(method + " is not asked for here");
                    }
                    return null;
                });
    }

    private Object taken(Object facts) throws RecordingUnavailable {
        if (unavailable) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(7), false, null);
        }
        return facts;
    }

    /// The reads since this was last asked.
    List<AuditRead> takeReads() {
        List<AuditRead> taken = new ArrayList<>(reads);
        reads.removeAll(taken);
        return taken;
    }
}
