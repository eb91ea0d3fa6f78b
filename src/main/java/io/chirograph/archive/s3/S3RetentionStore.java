package io.chirograph.archive.s3;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.Keys;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/// Holds and later dates in an S3 bucket.
public final class S3RetentionStore implements RetentionStore {
    private final S3Settings settings;
    private final S3Client client;
    private final S3Archive archive;
    private final String base;

    public S3RetentionStore(S3Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
        this.archive = new S3Archive(settings, client);
        this.base = settings.base();
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public void hold(String key, @Nullable String version, boolean held) throws ArchiveUnavailableException {
        Keys.check(key);
        ObjectLockLegalHoldStatus status = held ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF;
        try {
            S3Errors.ask(() -> client.putObjectLegalHold(request -> request.bucket(settings.bucket())
                    .key(base + key)
                    .versionId(version)
                    .legalHold(hold -> hold.status(status))));
        } catch (SdkException e) {
            throw S3Errors.unavailable("PUT LEGAL HOLD " + settings.location(key), e);
        }
    }

    @Override
    public void extend(String key, @Nullable String version, Instant until) throws ArchiveUnavailableException {
        ObjectLock lock = archive.lock(key, version)
                .orElseThrow(() -> new ArchiveUnavailableException(settings.location(key) + " is not there", null));
        Instant date = until.truncatedTo(ChronoUnit.SECONDS);
        Instant present = lock.retainUntil();
        if (lock.mode() == LockMode.NONE || present == null) {
            throw new IllegalArgumentException(settings.location(key) + " has no lock that could be lengthened");
        }
        if (date.isBefore(present)) {
            throw new IllegalArgumentException(
                    settings.location(key) + " is locked until " + present + "; it is never shortened to " + date);
        }
        if (archive.extend(key, lock.version(), new Retention(lock.mode(), date))
                instanceof ExtendResult.Denied denied) {
            throw new ArchiveUnavailableException(
                    "PUT RETENTION " + settings.location(key) + " is denied to this credential: " + denied.reason(),
                    null);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
