package io.chirograph.archive;

import org.jspecify.annotations.Nullable;

/// The store refused it to this identity, which is known to it.
/// The same request may succeed once somebody has changed a policy.
public final class ArchiveDeniedException extends ArchiveUnavailableException {
    public ArchiveDeniedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
