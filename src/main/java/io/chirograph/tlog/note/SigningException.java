package io.chirograph.tlog.note;

import org.jspecify.annotations.Nullable;

/// A signer could not sign.
public class SigningException extends Exception {
    public SigningException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
