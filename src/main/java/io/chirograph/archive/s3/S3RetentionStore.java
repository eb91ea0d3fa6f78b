package io.chirograph.archive.s3;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Keys;
import io.chirograph.archive.RetentionStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/// Holds in an S3 bucket.
public final class S3RetentionStore implements RetentionStore {
    private final S3Settings settings;
    private final S3Client client;
    private final S3Archive archive;

    public S3RetentionStore(S3Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
        this.archive = new S3Archive(settings, client);
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public void hold(String key, @Nullable String version, boolean held) throws ArchiveUnavailableException {
        Keys.check(key);
        ObjectLockLegalHoldStatus status = held ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF;
        Object unused = S3Errors.ask(
                "PUT LEGAL HOLD " + settings.location(key),
                () -> client.putObjectLegalHold(request -> request.bucket(settings.bucket())
                        .key(settings.base() + key)
                        .versionId(version)
                        .legalHold(hold -> hold.status(status))));
    }

    @Override
    public void close() {
        client.close();
    }
}
