package io.chirograph.archive;

import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.MinIOContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// The contract once more on MinIO, where a container engine and the image are to be had. Both are on their way
/// out, so that this test is skipped without them even where everything else is required.
class MinioArchiveIT implements ArchiveContract {
    private static final String IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";
    private static MinIOContainer minio;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(), "skipped, not available: a container engine");
        minio = new MinIOContainer(IMAGE);
        try {
            minio.start();
        } catch (ContainerFetchException e) {
            Assumptions.abort("skipped, not available: the image " + IMAGE);
        }
    }

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.stop();
        }
    }

    @Override
    public Archive archive() {
        String bucket = "b-" + UUID.randomUUID();
        try (S3Client admin = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(URI.create(minio.getS3URL()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(minio.getUserName(), minio.getPassword())))
                .build()) {
            admin.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        }
        return Archives.s3(new S3Settings(
                bucket, "", minio.getS3URL(), null, true, minio.getUserName(), minio.getPassword(), null, null, null));
    }

    @Override
    public LockMode mode() {
        return LockMode.COMPLIANCE;
    }
}
