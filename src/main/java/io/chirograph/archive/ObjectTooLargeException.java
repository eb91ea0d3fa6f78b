package io.chirograph.archive;

/// An object is larger than its reader is ready to take. Trying again does not help; nothing was cut.
public class ObjectTooLargeException extends ArchiveUnavailableException {
    public ObjectTooLargeException(String message) {
        super(message, null);
    }
}
