package io.chirograph.query;

/// What was asked for holds more than the auditor may see, and cannot be had in part.
final class OutOfScopeException extends Exception {
    /// @param message for the auditor: says what may be asked for instead
    OutOfScopeException(String message) {
        super(message, null, false, false);
    }
}
