package io.chirograph.gateway.attempts;

import io.chirograph.event.value.SentCredential.Whose;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.settings.GatewayProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The gates of all providers that have one, apart for the gateway's credential and for those of callers. Thread-safe.
public final class Gates {
    private final Map<String, Gate> ours = new TreeMap<>();
    private final Map<String, Gate> theirs = new TreeMap<>();

    public Gates(GatewayProperties properties) {
        properties.providers().forEach((name, settings) -> {
            if (settings.active() && (settings.breaker().failureRate() > 0 || settings.maxCalls() > 0)) {
                ours.put(name, new Gate(name, Whose.GATEWAY.wire(), settings));
                theirs.put(name, new Gate(name, Whose.CALLER.wire(), settings));
            }
        });
    }

    /// The gate of a call; null where it has none.
    @Nullable
    Gate of(Call call) {
        return (call.credential().whose() == Whose.CALLER ? theirs : ours)
                .get(call.provider().name());
    }

    public Collection<Gate> all() {
        var all = new ArrayList<>(ours.values());
        all.addAll(theirs.values());
        return all;
    }
}
