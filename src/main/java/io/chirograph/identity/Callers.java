package io.chirograph.identity;

import java.time.Clock;

/// Who calls models. Safe for many threads.
public final class Callers {
    private final GatewayKeys keys;
    private final Clock clock;

    Callers(GatewayKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// What the credential that a request carries proves.
    public KeyResult authenticate(String presented, Source from) {
        return keys.authenticate(presented, from, clock.instant());
    }
}
