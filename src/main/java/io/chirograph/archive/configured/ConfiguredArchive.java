package io.chirograph.archive.configured;

import io.chirograph.archive.Archive;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;

/// One archive of the configuration.
/// @param name `main` for `chirograph.archive`, `source` for `chirograph.query.source`, else what stands behind
///     `chirograph.archives.`
/// @param retention how long, and how firmly, it keeps what
/// @param required whether the journal keeps what this archive does not hold yet
public record ConfiguredArchive(String name, Archive archive, ObjectRetention retention, boolean required) {
    /// The name of the archive that everything is read from, unless there is a source.
    public static final String MAIN = "main";

    public static final String SOURCE = "source";

    public ConfiguredArchive {
        if (!name.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("chirograph.archives." + name
                    + ": expected a name of 1 to 32 lower-case letters, digits and dashes");
        }
        if (name.equals(MAIN) && !required) {
            throw new IllegalArgumentException("chirograph.archive is always required");
        }
    }

    public ArchiveProperties properties() {
        return retention.archive();
    }

    /// Whether this is `chirograph.query.source`: only read, and nobody's to check by a canary.
    public boolean isSource() {
        return name.equals(SOURCE);
    }

    public boolean isMain() {
        return name.equals(MAIN);
    }
}
