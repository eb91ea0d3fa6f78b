package io.chirograph.query;

/// What the archive holds of a log is not what the log signed; it is not indexed, and someone must look.
final class LogRefusedException extends Exception {
    LogRefusedException(String log, String message) {
        super("log " + log + ": " + message);
    }
}
