package io.chirograph.query;

/// The index holds less than what an answer is to be complete to; it is being rebuilt.
final class NotYetIndexedException extends Exception {
    NotYetIndexedException(String log, long size) {
        super(
                "The index of log " + log + " has not reached size " + size + " yet; it is being rebuilt.",
                null,
                false,
                false);
    }
}
