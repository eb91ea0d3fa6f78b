package io.chirograph.recording;

/// What was read again is not valid, so what was in force stays in force. The message says where and why, and holds
/// no secret.
public final class ReloadRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public ReloadRefused(String message) {
        super(message);
    }
}
