package io.chirograph.retention.requests;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that changed on an object, and that no request explains.
/// @param what in words
/// @param before until when it was locked; null for no date
/// @param after until when it is locked; null for no date
public record UnexplainedChange(
        String what,
        String archive,
        String key,
        @Nullable Instant before,
        @Nullable Instant after) {}
