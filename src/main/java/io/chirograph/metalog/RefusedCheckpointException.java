package io.chirograph.metalog;

/// A log's newest checkpoint cannot become an entry: the log is not the one that was covered before.
final class RefusedCheckpointException extends Exception {
    RefusedCheckpointException(String reason) {
        super(reason);
    }
}
