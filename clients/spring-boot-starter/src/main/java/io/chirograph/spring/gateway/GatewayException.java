package io.chirograph.spring.gateway;

/// Events were not recorded, or nobody can say.
public final class GatewayException extends RuntimeException {
    private final transient Outcome outcome;
    private final String key;

    /// @param key of the request; with it and the same events it can be repeated
    public GatewayException(Outcome outcome, String key) {
        super("The gateway recorded nothing of the request " + key + " as far as is known: " + outcome);
        this.outcome = outcome;
        this.key = key;
    }

    /// [Outcome.Refused], or [Outcome.Unavailable] after the last try.
    public Outcome outcome() {
        return outcome;
    }

    public String key() {
        return key;
    }
}
