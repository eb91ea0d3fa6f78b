package io.chirograph.archive;

/// A key already holds other bytes: fatal, for it means that two histories were written.
public class ArchiveConflictException extends Exception {
    public ArchiveConflictException(String message) {
        super(message);
    }
}
