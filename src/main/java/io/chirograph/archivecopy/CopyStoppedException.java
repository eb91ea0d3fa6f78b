package io.chirograph.archivecopy;

/// A reason not to go on that trying again does not cure.
final class CopyStoppedException extends Exception {
    CopyStoppedException(String message) {
        super(message);
    }

    CopyStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
