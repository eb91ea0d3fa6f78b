package io.chirograph.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.event.facts.ArchiveAccessed;
import io.chirograph.rgw.RgwServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a real Ceph RGW logs of a gateway's identity, of an auditor's and of somebody who does harm.
class DirectReadsRgwIT {
    private static final String PREFIX = "audit/gw";
    private static final String KEY = "log/events/dt=2026-11-21/0000000000000000-1.jsonl.zst";

    @TempDir
    private Path directory;

    private final Follow follow = new Follow();

    @Test
    void othersAreToldApartFromTheWriterWhoseRequestsAreCounted() throws Exception {
        RgwServer server = RgwServer.shared();
        String bucket = server.createBucket(true);
        server.allowWriter(bucket, PREFIX);
        S3Settings settings = new S3Settings(
                bucket,
                PREFIX,
                server.endpoint(),
                null,
                true,
                server.accessKey("WRITER"),
                server.secretKey("WRITER"),
                null,
                null,
                null);
        follow.clock.set(Instant.now());
        Follower.Terms terms = new Follower.Terms(
                "main",
                "ceph-ops",
                new Requesters(bucket, settings.base(), List.of()),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofDays(2),
                Duration.ofHours(2),
                60,
                5);
        try (Archive archive = Archives.s3(settings);
                S3Client auditor = server.client("AUDITOR");
                S3Client admin = server.admin();
                Follower follower = new Follower(
                        terms,
                        new LogFiles(List.of(server.opsLog()), LogFormat.CEPH_OPS),
                        () -> archive.accessKeyId().stream().toList(),
                        follow,
                        directory.resolve("main.db"),
                        follow.clock)) {
            archive.put(
                    KEY,
                    "event".getBytes(StandardCharsets.UTF_8),
                    new Retention(LockMode.COMPLIANCE, Instant.now().plus(Duration.ofDays(1))));
            String key = settings.base() + KEY;
            auditor.getObjectAsBytes(request -> request.bucket(bucket).key(key));
            auditor.listObjectVersions(request -> request.bucket(bucket).prefix(PREFIX + "/"));
            String version =
                    admin.headObject(request -> request.bucket(bucket).key(key)).versionId();
            refused(() -> admin.deleteObject(
                    request -> request.bucket(bucket).key(key).versionId(version)));
            refused(() -> auditor.deleteObject(request -> request.bucket(bucket).key(key)));
            admin.putObject(request -> request.bucket(bucket).key("elsewhere"), RequestBody.fromString("x"));

            await().atMost(Duration.ofMinutes(2)).until(() -> {
                follower.run();
                return follow.singly().stream()
                                .filter(one -> one.action().equals("delete"))
                                .count()
                        == 2;
            });
            assertThat(follow.singly().stream()
                            .filter(one -> !one.action().equals("configure"))
                            .map(one -> one.principal() + " " + one.action() + " " + one.key()))
                    .containsExactly(
                            "auditor read " + key,
                            "auditor list " + PREFIX + "/",
                            "admin head " + key,
                            "admin delete " + key,
                            "auditor delete " + key);
            ArchiveAccessed.Access refused = follow.singly().getLast();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.keyId()).isEqualTo(server.accessKey("AUDITOR"));
            assertThat(refused.peer()).isEqualTo("127.0.0.1");
            assertThat(follower.standing().own()).isPositive();
            ArchiveAccessed.Summary summary = follow.summary(follower);
            assertThat(summary.own()).containsKeys("write", "list").doesNotContainKey("delete");
            assertThat(summary.badLines()).isZero();
            assertThat(summary.followedTo()).isNotNull();
        }
    }

    private static String line(String id) {
        return "owner audit [30/Nov/2026:19:10:00 +0000] 192.0.2.9 mallory " + id + " REST.GET.OBJECT prod/gw/" + id
                + " \"GET /x HTTP/1.1\" 200 - 10 10 1 1 \"-\" \"agent\" -\n";
    }

    /// The log of another store, in objects of this one: listed, passed over, read as a stream, written
    /// again, deleted.
    @Test
    void aLogInABucketIsFollowedAsARealStoreListsIt() throws Exception {
        RgwServer server = RgwServer.shared();
        String bucket = server.createBucket(true);
        S3Settings settings = new S3Settings(
                bucket,
                "log",
                server.endpoint(),
                null,
                true,
                server.accessKey("ADMIN"),
                server.secretKey("ADMIN"),
                null,
                null,
                null);
        try (S3Client admin = server.admin();
                Follower follower = follow.open(
                        new LogObjects(Archives.s3(settings), LogFormat.S3_SERVER, Duration.ofDays(2), follow.clock),
                        directory)) {
            for (String day : List.of("2026-01-01", "2026-02-01", "2026-03-01")) {
                put(admin, bucket, "log/" + day + "-00-00-00-A", line("old"));
                put(admin, bucket, "log/1/eu/audit/" + day.replace('-', '/') + "/" + day + "-00-00-00-A", line("old"));
            }
            put(
                    admin,
                    bucket,
                    "log/2026-11-30-19-00-00-A",
                    line("a") + line("b").repeat(5000));
            put(admin, bucket, "log/1/eu/audit/2026/11/30/2026-11-30-19-00-00-B", line("c"));
            put(admin, bucket, "log/not \n ours/2026-11-30-19-00-00-C", line("strange"));
            follower.run();
            assertThat(follow.singly())
                    .extracting(ArchiveAccessed.Access::requestId)
                    .containsExactly("c", "a", "b");
            put(admin, bucket, "log/2026-11-30-19-00-00-A", line("a") + line("d"));
            follower.run();
            follower.run();
            assertThat(follow.singly())
                    .extracting(ArchiveAccessed.Access::requestId)
                    .containsExactly("c", "a", "b", "d");
            admin.deleteObject(request -> request.bucket(bucket).key("log/2026-11-30-19-00-00-A"));
            follower.run();
            assertThat(follower.standing().facts()).doesNotContainKey("lastFailure");
            ArchiveAccessed.Summary summary = follow.summary(follower);
            assertThat(summary.findings())
                    .containsExactly("2026-11-30-19-00-00-A was written again", "2026-11-30-19-00-00-A was deleted");
            assertThat(summary.duplicates()).isEqualTo(4999 + 1);
        }
    }

    private static void put(S3Client client, String bucket, String key, String content) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private static void refused(Runnable request) {
        try {
            request.run();
            throw new AssertionError("the store let it happen");
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(403);
        }
    }
}
