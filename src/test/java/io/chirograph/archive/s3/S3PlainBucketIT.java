package io.chirograph.archive.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveContract;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.rgw.RgwServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A bucket that has neither locks nor versions.
class S3PlainBucketIT implements ArchiveContract {
    private RgwServer server;
    private String bucket;

    @BeforeEach
    void newBucket() throws Exception {
        server = RgwServer.shared();
        bucket = server.createBucket(false);
    }

    @Override
    public Archive archive() {
        S3Settings settings = new S3Settings(
                bucket,
                "",
                server.endpoint(),
                null,
                true,
                server.accessKey("ADMIN"),
                server.secretKey("ADMIN"),
                null,
                null,
                null);
        return new S3Archive(settings, S3Clients.client(settings));
    }

    @Override
    public LockMode mode() {
        return LockMode.NONE;
    }

    @Test
    void aLockThatTheBucketCannotGiveIsNotForgotten() throws Exception {
        try (Archive archive = archive()) {
            assertThatThrownBy(() -> archive.put(
                            "a",
                            new byte[1],
                            new Retention(LockMode.COMPLIANCE, retention().until())))
                    .isInstanceOf(ArchiveUnavailableException.class)
                    .hasMessageContaining(bucket);
        }
    }
}
