package io.chirograph.journal;

import org.jspecify.annotations.Nullable;

/// A write or force failed, or the journal is closed: final for this journal. Whether the record of this call
/// will be there after a restart is unknown.
public class JournalFailedException extends Exception {
    public JournalFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
