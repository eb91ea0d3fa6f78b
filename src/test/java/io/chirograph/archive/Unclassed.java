package io.chirograph.archive;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.archive.settings.RetentionProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Archives that keep every object alike, as long as their properties say.
public final class Unclassed {
    private Unclassed() {}

    public static RetentionRules rules(Duration kept) {
        return new RetentionRules(
                new RetentionProperties(Map.of(), null, List.of(), Map.of(), Duration.ofDays(395)), kept);
    }

    public static ObjectRetention retention(ArchiveProperties properties) {
        return new ObjectRetention(rules(properties.retention()), properties);
    }

    public static S3Settings bucket(String bucket, String prefix) {
        return new S3Settings(bucket, prefix, null, null, null, null, null, null, null, null);
    }

    public static ConfiguredArchive archive(
            String name, Archive archive, ArchiveProperties properties, boolean required) {
        return new ConfiguredArchive(name, archive, retention(properties), required);
    }

    /// One archive, `main`.
    public static ConfiguredArchives only(Archive main, ArchiveProperties properties) {
        return ConfiguredArchives.of(List.of(archive(ConfiguredArchive.MAIN, main, properties, true)));
    }
}
