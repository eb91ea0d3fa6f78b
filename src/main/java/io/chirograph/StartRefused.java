package io.chirograph;

/// The process must not start; the message says in one line what to change, and names the property.
final class StartRefused extends RuntimeException {
    StartRefused(String message) {
        super(message);
    }
}
