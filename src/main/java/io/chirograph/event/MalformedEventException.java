package io.chirograph.event;

import org.jspecify.annotations.Nullable;

/// Bytes that should be an event are none; the message names the field and its value.
public class MalformedEventException extends Exception {
    public MalformedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
