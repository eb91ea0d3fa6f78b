package io.chirograph.retention.manager;

import io.chirograph.archive.RetentionStore;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import org.springframework.boot.context.properties.bind.Binder;

/// Opens a configured archive with the retention manager's own credential; the writer's is never used for that.
public final class ManagerStore {
    private ManagerStore() {}

    /// @param name `main`, or that of a further archive
    /// @throws IllegalArgumentException there is no such archive, or it is one without holds
    public static RetentionStore open(Binder settings, String name) {
        String at = name.equals(ConfiguredArchive.MAIN) ? "chirograph.archive" : "chirograph.archives." + name;
        if (!settings.bind(at + ".type", String.class).isBound()) {
            throw new IllegalArgumentException(at + ".type is not set: there is no bucket to hold objects in");
        }
        ArchiveProperties properties = settings.bindOrCreate(at, ArchiveProperties.class);
        S3Settings bucket = properties.s3();
        if (properties.type() != ArchiveProperties.Type.S3 || bucket == null) {
            throw new IllegalArgumentException(
                    at + ".type is " + properties.type() + ": a directory has neither holds nor locks");
        }
        ManagerProperties manager = settings.bindOrCreate("chirograph.retention-manager", ManagerProperties.class);
        ManagerProperties.Credential own = manager.s3();
        return Archives.retention(
                own == null
                        ? bucket.withCredential(null, null, null)
                        : bucket.withCredential(own.accessKeyId(), own.secretAccessKey(), null));
    }
}
