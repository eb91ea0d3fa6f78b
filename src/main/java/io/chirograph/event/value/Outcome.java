package io.chirograph.event.value;

/// How a call ended. `OK` means that the provider's response arrived whole and was recorded before its end was
/// released; it does not claim receipt.
public enum Outcome {
    OK("ok"),
    PROVIDER_ERROR("provider-error"),
    CLIENT_DISCONNECTED("client-disconnected"),
    TIMEOUT("timeout"),
    REFUSED("refused"),
    INTERRUPTED("interrupted");

    private final String wire;

    Outcome(String wire) {
        this.wire = wire;
    }

    /// The name as it stands in events and queries.
    public String wire() {
        return wire;
    }
}
