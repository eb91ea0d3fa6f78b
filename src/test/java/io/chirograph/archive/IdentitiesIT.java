package io.chirograph.archive;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.rgw.RgwServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What `deploy/policies/ceph` gives and refuses each identity, tried on a real store.
class IdentitiesIT {
    private static final String PREFIX = "audit/";
    private static final String EVENT = PREFIX + "gw-1/events/dt=2026-11-21/a";
    private static final String PACK = PREFIX + "gw-1/payloads/default/dt=2026-11-21/a";

    private final Instant until = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    private String bucket;
    private S3Client administrator;
    private S3Client writer;
    private S3Client auditor;
    private S3Client manager;
    private String event;
    private String pack;

    @BeforeEach
    void aBucketWithTwoObjects() throws Exception {
        RgwServer server = RgwServer.shared();
        bucket = server.createBucket(true);
        administrator = server.client("ADMIN");
        writer = server.client("WRITER");
        auditor = server.client("AUDITOR");
        manager = server.client("RETENTION");
        server.allowAll(bucket, PREFIX);
        event = put(writer, EVENT, "GOVERNANCE");
        pack = put(writer, PACK, "COMPLIANCE");
    }

    @AfterEach
    void close() {
        for (S3Client client : new S3Client[] {administrator, writer, auditor, manager}) {
            client.close();
        }
    }

    @Test
    void nobodyDeletesBypassesOrSetsAcls() {
        for (S3Client who : new S3Client[] {administrator, writer, auditor, manager}) {
            for (String[] object : new String[][] {{EVENT, event}, {PACK, pack}}) {
                refused(() -> who.deleteObject(r -> r.bucket(bucket).key(object[0])));
                refused(() ->
                        who.deleteObject(r -> r.bucket(bucket).key(object[0]).versionId(object[1])));
                refused(() -> who.deleteObject(r ->
                        r.bucket(bucket).key(object[0]).versionId(object[1]).bypassGovernanceRetention(true)));
                refused(() -> retain(who, object[0], object[1], "GOVERNANCE", until.minusSeconds(3600), true));
                refused(() ->
                        who.putObjectAcl(r -> r.bucket(bucket).key(object[0]).acl("public-read")));
            }
        }
    }

    @Test
    void theWriterWritesReadsBackLengthensAndNoMore() {
        assertThat(get(writer, EVENT)).isEqualTo("x");
        assertThat(mode(writer, EVENT, event)).isEqualTo("GOVERNANCE");
        retain(writer, EVENT, event, "GOVERNANCE", until.plusSeconds(3600), false);
        assertThat(writer.listObjectVersions(r -> r.bucket(bucket).prefix(PREFIX))
                        .versions())
                .hasSize(2);
        refused(() -> get(writer, PACK));
        refused(() -> put(writer, "elsewhere/a", "COMPLIANCE"));
        refused(() -> hold(writer, EVENT, event, "ON"));
        refused(() -> hold(writer, EVENT, event, "OFF"));
        refused(() -> retain(writer, EVENT, event, "GOVERNANCE", until.minusSeconds(3600), false));
        refused(() ->
                writer.putBucketVersioning(r -> r.bucket(bucket).versioningConfiguration(v -> v.status("Suspended"))));
        refused(() -> writer.putBucketPolicy(r -> r.bucket(bucket).policy("{}")));
        refused(() -> writer.deleteBucket(r -> r.bucket(bucket)));
    }

    @Test
    void theAuditorReadsAndChangesNothing() {
        assertThat(get(auditor, EVENT)).isEqualTo("x");
        assertThat(get(auditor, PACK)).isEqualTo("x");
        assertThat(mode(auditor, PACK, pack)).isEqualTo("COMPLIANCE");
        assertThat(auditor.listObjectVersions(r -> r.bucket(bucket).prefix(PREFIX))
                        .versions())
                .hasSize(2);
        refused(() -> put(auditor, PREFIX + "b", "COMPLIANCE"));
        refused(() -> hold(auditor, EVENT, event, "ON"));
        refused(() -> retain(auditor, EVENT, event, "GOVERNANCE", until.plusSeconds(3600), false));
        refused(() -> auditor.putBucketPolicy(r -> r.bucket(bucket).policy("{}")));
    }

    @Test
    void theRetentionManagerHoldsReleasesAndLengthensAndReadsNoPayload() {
        hold(manager, PACK, pack, "ON");
        assertThat(manager.getObjectLegalHold(r -> r.bucket(bucket).key(PACK))
                        .legalHold()
                        .statusAsString())
                .isEqualTo("ON");
        hold(manager, PACK, pack, "OFF");
        retain(manager, PACK, pack, "COMPLIANCE", until.plusSeconds(3600), false);
        retain(manager, EVENT, event, "GOVERNANCE", until.plusSeconds(3600), false);
        assertThat(get(manager, EVENT)).isEqualTo("x");
        assertThat(manager.listObjectVersions(r -> r.bucket(bucket).prefix(PREFIX))
                        .versions())
                .hasSize(2);
        refused(() -> get(manager, PACK));
        refused(() -> put(manager, PREFIX + "b", "COMPLIANCE"));
        refused(() -> retain(manager, PACK, pack, "COMPLIANCE", until.minusSeconds(3600), false));
        refused(() -> manager.putBucketPolicy(r -> r.bucket(bucket).policy("{}")));
    }

    @Test
    void theAdministratorConfiguresAndTouchesNoObject() {
        administrator.putBucketLifecycleConfiguration(r -> r.bucket(bucket)
                .lifecycleConfiguration(l -> l.rules(LifecycleRule.builder()
                        .id("canaries")
                        .status("Enabled")
                        .filter(f -> f.prefix(PREFIX + "preflight/"))
                        .expiration(e -> e.days(2))
                        .build())));
        assertThat(administrator.getBucketVersioning(r -> r.bucket(bucket)).statusAsString())
                .isEqualTo("Enabled");
        assertThat(administrator
                        .getObjectLockConfiguration(r -> r.bucket(bucket))
                        .objectLockConfiguration()
                        .objectLockEnabledAsString())
                .isEqualTo("Enabled");
        refused(() -> get(administrator, EVENT));
        refused(() -> get(administrator, PACK));
        refused(() -> put(administrator, PREFIX + "b", "COMPLIANCE"));
        refused(() -> hold(administrator, EVENT, event, "ON"));
        refused(() -> retain(administrator, EVENT, event, "GOVERNANCE", until.plusSeconds(3600), false));
        assertThatThrownBy(() -> administrator.putBucketVersioning(
                        r -> r.bucket(bucket).versioningConfiguration(v -> v.status("Suspended"))))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(409));
    }

    private String put(S3Client who, String key, String mode) {
        return requireNonNull(who.putObject(
                        r -> r.bucket(bucket).key(key).objectLockMode(mode).objectLockRetainUntilDate(until),
                        RequestBody.fromString("x"))
                .versionId());
    }

    private String get(S3Client who, String key) {
        return who.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    private String mode(S3Client who, String key, String version) {
        return who.getObjectRetention(r -> r.bucket(bucket).key(key).versionId(version))
                .retention()
                .modeAsString();
    }

    private void hold(S3Client who, String key, String version, String status) {
        who.putObjectLegalHold(
                r -> r.bucket(bucket).key(key).versionId(version).legalHold(hold -> hold.status(status)));
    }

    private void retain(S3Client who, String key, String version, String mode, Instant date, boolean bypass) {
        who.putObjectRetention(r -> r.bucket(bucket)
                .key(key)
                .versionId(version)
                .bypassGovernanceRetention(bypass ? true : null)
                .retention(retention -> retention.mode(mode).retainUntilDate(date)));
    }

    private static void refused(ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
}
