package io.chirograph.archive.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept together: for how long, and how firmly.
/// @param code what journals and staged batches carry of it; 0 is the default class
/// @param mode null for the mode of the archive
public record RetentionClass(
        String name,
        byte code,
        RetentionSpan span,
        @Nullable LockMode mode) {
    /// What an object of this class alone gets in an archive of this mode. Where the archive has no locks, nothing
    /// can give one.
    Retention retention(Instant now, LockMode archiveMode) {
        LockMode asked = archiveMode == LockMode.NONE || mode == null ? archiveMode : mode;
        return new Retention(asked, span.from(now));
    }
}
