package io.chirograph.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.rgw.RgwServer;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the preflight finds on a real store.
class S3PreflightIT {
    private RgwServer server;
    private String bucket;

    @BeforeEach
    void newBucket() throws Exception {
        server = RgwServer.shared();
        bucket = server.createBucket(true);
    }

    private Archive as(String user) {
        return Archives.s3(new S3Settings(
                bucket,
                "audit",
                server.endpoint(),
                null,
                true,
                server.accessKey(user),
                server.secretKey(user),
                null,
                null));
    }

    @Test
    void aWriterWithTheRightsOfTheDesignFindsComplianceThatHolds() throws Exception {
        server.allowWriter(bucket, "audit");
        try (Archive archive = as("WRITER")) {
            PreflightReport report = archive.preflight(LockMode.COMPLIANCE, Instant.now());
            assertThat(report.findings()).isEmpty();
            assertThat(report.tier()).isEqualTo("COMPLIANCE");
            assertThat(report.canaries().keySet())
                    .containsExactly("delete", "delete version", "delete version with bypass", "shorten");
            assertThat(report.canaries().values()).allMatch(result -> result.startsWith("refused: 403"));
            assertThat(archive.describe().tier()).isEqualTo("COMPLIANCE");
            assertThat(archive.list("", "", 10)).singleElement().asString().startsWith("preflight/");
        }
    }

    @Test
    void anOwnerThatMayBypassGovernanceIsTold() throws Exception {
        try (Archive archive = as("ADMIN")) {
            PreflightReport report = archive.preflight(LockMode.GOVERNANCE, Instant.now());
            assertThat(report.tier()).isEqualTo("none");
            assertThat(report.canaries())
                    .containsEntry("delete version with bypass", "allowed")
                    .hasEntrySatisfying(
                            "delete version", result -> assertThat(result).startsWith("refused: 403"));
            assertThat(report.findings()).anyMatch(finding -> finding.contains("BypassGovernanceRetention"));
        }
    }

    @Test
    void anOwnerThatMayHideObjectsIsTold() throws Exception {
        try (Archive archive = as("ADMIN")) {
            PreflightReport report = archive.preflight(LockMode.COMPLIANCE, Instant.now());
            assertThat(report.tier()).isEqualTo("COMPLIANCE");
            assertThat(report.canaries()).containsEntry("delete", "allowed");
            assertThat(report.findings()).singleElement().asString().contains("delete markers");
        }
    }

    @Test
    void withoutALockThereIsNone() throws Exception {
        try (Archive archive = as("ADMIN")) {
            assertThat(archive.preflight(LockMode.NONE, Instant.now()).tier()).isEqualTo("none");
        }
    }
}
