package io.chirograph.archive;

import org.jspecify.annotations.Nullable;

/// The store did not do it now; the same request may succeed later.
public class ArchiveUnavailableException extends Exception {
    public ArchiveUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
