package io.chirograph.policy;

/// How much of a prompt and an answer is kept, from least to most.
public enum PayloadLevel {
    NOTHING("nothing"),
    DIGEST("digest"),
    REDACTED("redacted"),
    ENCRYPTED("encrypted"),
    CLEAR("clear");

    private final String wire;

    PayloadLevel(String wire) {
        this.wire = wire;
    }

    /// The name as it stands in headers and events.
    public String wire() {
        return wire;
    }
}
