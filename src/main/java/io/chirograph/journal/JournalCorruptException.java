package io.chirograph.journal;

/// A frame does not hold and later good groups follow it: nothing is skipped, nothing is cut.
public class JournalCorruptException extends Exception {
    public JournalCorruptException(String message) {
        super(message);
    }
}
