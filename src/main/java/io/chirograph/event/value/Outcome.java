package io.chirograph.event.value;

import java.util.Locale;

/// How a call ended. `OK` means that the provider's response arrived whole and was recorded before its end was
/// released; it does not claim receipt.
public enum Outcome {
    OK,
    PROVIDER_ERROR,
    CLIENT_DISCONNECTED,
    TIMEOUT,
    REFUSED,
    INTERRUPTED;

    /// The name as it stands in events and queries.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
