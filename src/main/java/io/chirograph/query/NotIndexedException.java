package io.chirograph.query;

/// What was asked for by name is not in the index.
final class NotIndexedException extends Exception {
    /// @param message for the auditor: names what was asked for
    NotIndexedException(String message) {
        super(message, null, false, false);
    }
}
