package io.chirograph.journal;

import java.io.IOException;

/// Another process uses this journal's directory.
public class JournalLockedException extends IOException {
    public JournalLockedException(String message) {
        super(message);
    }
}
