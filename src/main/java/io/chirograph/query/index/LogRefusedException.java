package io.chirograph.query.index;

/// What the archive holds of a log is not what the log signed; it is not indexed, and someone must look.
public final class LogRefusedException extends Exception {
    public LogRefusedException(String log, String message) {
        super("log " + log + ": " + message);
    }
}
