package io.chirograph.gateway.socket;

import java.io.IOException;

/// A peer broke the protocol, or a bound of ours. Its message holds nothing that the peer sent.
final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String what;

    /// @param status what the peer is told (RFC 6455 section 7.4.1)
    ProtocolViolation(int status, String message) {
        super(message);
        this.status = status;
        this.what = message;
    }

    int status() {
        return status;
    }

    String what() {
        return what;
    }
}
