package io.chirograph.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of one key, or a delete marker.
public record ObjectVersion(
        String key, @Nullable String version, boolean latest, boolean deleteMarker, long size, Instant modified) {}
