package io.chirograph.gateway.exchange;

import io.chirograph.event.value.Outcome;

/// Why somebody other than the two peers ended an exchange.
enum Ending {
    HUNG_UP(Outcome.CLIENT_DISCONNECTED, "client-closed"),
    SHUTDOWN(Outcome.INTERRUPTED, "shutdown"),
    SWITCHED_OFF(Outcome.INTERRUPTED, "switched-off");

    private final Outcome outcome;
    private final String reason;

    Ending(Outcome outcome, String reason) {
        this.outcome = outcome;
        this.reason = reason;
    }

    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason;
    }
}
