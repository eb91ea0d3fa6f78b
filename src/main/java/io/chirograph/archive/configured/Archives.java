package io.chirograph.archive.configured;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.RetentionStore;
import io.chirograph.archive.directory.DirectoryArchive;
import io.chirograph.archive.s3.S3Clients;
import io.chirograph.archive.s3.S3RetentionStore;
import io.chirograph.archive.s3.S3Settings;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens archives. Only those in buckets need the AWS SDK.
public final class Archives {
    private static final String S3 = "s3://";

    private Archives() {}

    /// The archive at `location`: `s3://bucket`, `s3://bucket/prefix`, or a directory that exists.
    /// @throws ArchiveUnavailableException there is no such directory
    /// @throws IllegalArgumentException the location or an option is malformed
    public static Archive open(String location, ArchiveOptions options) throws ArchiveUnavailableException {
        if (location.startsWith(S3)) {
            return s3(settings(location.substring(S3.length()), options));
        }
        Path directory = Path.of(location);
        if (!Files.isDirectory(directory)) {
            throw new ArchiveUnavailableException("there is no directory " + location, null);
        }
        return directory(directory);
    }

    /// The archive in `directory`, which is created at the first put.
    public static Archive directory(Path directory) {
        return new DirectoryArchive(directory);
    }

    /// The archive in a bucket; nothing is asked of the store yet.
    /// @throws IllegalArgumentException the settings do not make a client
    public static Archive s3(S3Settings settings) {
        return S3Clients.archive(settings);
    }

    /// What a retention manager does to the objects of a bucket; the settings hold the manager's own credential.
    /// @throws IllegalArgumentException the settings do not make a client
    public static RetentionStore retention(S3Settings settings) {
        return new S3RetentionStore(settings, S3Clients.client(settings));
    }

    private static S3Settings settings(String bucketAndPrefix, ArchiveOptions options) {
        int slash = bucketAndPrefix.indexOf('/');
        String bucket = slash < 0 ? bucketAndPrefix : bucketAndPrefix.substring(0, slash);
        String prefix = slash < 0 ? "" : bucketAndPrefix.substring(slash + 1).replaceAll("/$", "");
        return new S3Settings(
                bucket,
                prefix,
                options.endpoint(),
                options.region(),
                options.pathStyle(),
                null,
                null,
                null,
                null,
                null);
    }
}
