package io.chirograph.archive.configured;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to reach an `s3://` location without a configuration; credentials come from AWS's default chain.
/// @param endpoint URL of a store that is not AWS; null for AWS
/// @param region signing region; null for the chain's
/// @param pathStyle null: where an endpoint is given
public record ArchiveOptions(
        @Nullable String endpoint,
        @Nullable String region,
        @Nullable Boolean pathStyle) {
    /// From `CHIROGRAPH_ARCHIVE_S3_ENDPOINT`, `_REGION` and `_PATH_STYLE`, names that the server reads too.
    public static ArchiveOptions from(Map<String, String> environment) {
        String pathStyle = environment.get("CHIROGRAPH_ARCHIVE_S3_PATH_STYLE");
        return new ArchiveOptions(
                environment.get("CHIROGRAPH_ARCHIVE_S3_ENDPOINT"),
                environment.get("CHIROGRAPH_ARCHIVE_S3_REGION"),
                pathStyle == null ? null : Boolean.valueOf(pathStyle));
    }

    public ArchiveOptions or(ArchiveOptions other) {
        return new ArchiveOptions(
                endpoint != null ? endpoint : other.endpoint,
                region != null ? region : other.region,
                pathStyle != null ? pathStyle : other.pathStyle);
    }
}
