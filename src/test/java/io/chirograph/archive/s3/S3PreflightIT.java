package io.chirograph.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
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
                    .containsExactly(
                            "delete",
                            "delete version",
                            "delete version with bypass",
                            "lift hold",
                            "overwrite",
                            "place hold",
                            "shorten");
            assertThat(report.canaries().get("overwrite")).startsWith("visible");
            assertThat(report.canaries().entrySet())
                    .filteredOn(canary -> !canary.getKey().equals("overwrite"))
                    .allMatch(canary -> canary.getValue().startsWith("refused: 403"));
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
            assertThat(report.findings())
                    .hasSize(2)
                    .anyMatch(finding -> finding.contains("delete markers"))
                    .anyMatch(finding -> finding.contains("legal holds"));
        }
    }

    @Test
    void aHoldThatItWasLetPlaceIsLiftedAgain() throws Exception {
        try (Archive archive = as("ADMIN")) {
            PreflightReport report = archive.preflight(LockMode.COMPLIANCE, Instant.now());
            assertThat(report.canaries()).containsEntry("place hold", "allowed").containsEntry("lift hold", "allowed");
            for (ObjectVersion version : archive.versions("preflight/", "", 10)) {
                assertThat(version.deleteMarker()
                                || !archive.lock(version.key(), version.version())
                                        .orElseThrow()
                                        .legalHold())
                        .as(version.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void whatTheNextPutReadsBackDoesNotHideThatALockCanBeBroken() throws Exception {
        try (Archive archive = as("ADMIN")) {
            archive.preflight(LockMode.GOVERNANCE, Instant.now());
            archive.put(
                    "log/a",
                    new byte[1],
                    new Retention(LockMode.GOVERNANCE, Instant.now().plusSeconds(60)));
            assertThat(archive.describe().tier()).isEqualTo("none");
        }
    }

    @Test
    void withoutALockThereIsNone() throws Exception {
        bucket = server.createBucket(false);
        try (Archive archive = as("ADMIN")) {
            PreflightReport report = archive.preflight(LockMode.NONE, Instant.now());
            assertThat(report.tier()).isEqualTo("none");
            assertThat(report.canaries()).containsEntry("overwrite", "allowed").containsEntry("delete", "allowed");
            PreflightReport locked = archive.preflight(LockMode.COMPLIANCE, Instant.now());
            assertThat(locked.tier()).isEqualTo("none");
        }
    }
}
