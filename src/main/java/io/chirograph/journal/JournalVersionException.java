package io.chirograph.journal;

import java.io.IOException;

/// A journal file was written in a format that this program does not know; nothing was touched.
public class JournalVersionException extends IOException {
    public JournalVersionException(String message) {
        super(message);
    }
}
