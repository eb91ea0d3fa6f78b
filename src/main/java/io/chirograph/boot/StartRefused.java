package io.chirograph.boot;

/// The process must not start; the message says in one line what to change, and names the property.
public final class StartRefused extends RuntimeException {
    public StartRefused(String message) {
        super(message);
    }
}
