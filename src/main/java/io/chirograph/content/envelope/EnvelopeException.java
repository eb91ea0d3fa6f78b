package io.chirograph.content.envelope;

import org.jspecify.annotations.Nullable;

/// An envelope that gives nothing out, and why.
public final class EnvelopeException extends Exception {
    /// Why it stays closed.
    public enum Reason {
        /// It is not encrypted to this certificate.
        NOT_A_RECIPIENT,
        /// A subject's key is not there: it was destroyed, or lies in another key store.
        SUBJECT_KEY_GONE,
        /// It is no envelope of ours, or a byte of it was changed.
        DAMAGED
    }

    private final Reason reason;

    EnvelopeException(Reason reason, String message) {
        this(reason, message, null);
    }

    EnvelopeException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
