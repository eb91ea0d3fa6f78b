package io.chirograph.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveContract;
import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.rgw.RgwServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A lock bucket on a real store, written with an identity that may put and not delete.
class S3ArchiveIT implements ArchiveContract {
    private RgwServer server;
    private String bucket;

    @BeforeEach
    void newBucket() throws Exception {
        server = RgwServer.shared();
        bucket = server.createBucket(true);
        server.allowWriter(bucket, "audit/prod");
    }

    @Override
    public Archive archive() {
        return as("WRITER");
    }

    private Archive as(String user) {
        S3Settings settings = new S3Settings(
                bucket,
                "audit/prod",
                server.endpoint(),
                null,
                true,
                server.accessKey(user),
                server.secretKey(user),
                null,
                null,
                null);
        return new S3Archive(settings, S3Clients.client(settings));
    }

    @Override
    public LockMode mode() {
        return LockMode.COMPLIANCE;
    }

    @Test
    void whatIsLockedCannotBeDeletedOrShortened() throws Exception {
        try (Archive archive = archive();
                S3Client admin = server.admin();
                S3Client writer = server.writer()) {
            ObjectLock lock = requireNonNull(put(archive, "log/a", "x").lock());
            for (S3Client who : List.of(admin, writer)) {
                assertThatThrownBy(() -> who.deleteObject(request ->
                                request.bucket(bucket).key("audit/prod/log/a").versionId(lock.version())))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
                assertThatThrownBy(() -> who.putObjectRetention(request -> request.bucket(bucket)
                                .key("audit/prod/log/a")
                                .versionId(lock.version())
                                .retention(retention -> retention
                                        .mode("COMPLIANCE")
                                        .retainUntilDate(Instant.now().plus(Duration.ofMinutes(1))))))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
            assertThatThrownBy(() -> writer.deleteObject(
                            request -> request.bucket(bucket).key("audit/prod/log/a")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
            assertThat(archive.get("log/a", 1)).hasValue("x".getBytes(UTF_8));
            assertThat(archive.describe().tier()).isEqualTo("COMPLIANCE");
        }
    }

    /// The writer's policy lets it see the locks of content that it cannot read; an exporter that goes on after a crash
    /// and an erasure that looks for holds do.
    @Test
    void theLockOfWhatMayNotBeReadIsSeen() throws Exception {
        String key = "log/payloads/standard/dt=2026-11-30/0000000000000001-1.jsonl.zst";
        try (Archive archive = archive();
                S3Client retention = server.client("RETENTION")) {
            ObjectLock put = requireNonNull(put(archive, key, "x").lock());
            assertThatThrownBy(() -> archive.get(key, 1)).isInstanceOf(ArchiveDeniedException.class);
            ObjectLock seen = archive.lock(key, null).orElseThrow();
            assertThat(seen.version()).isEqualTo(put.version());
            assertThat(seen.mode()).isEqualTo(LockMode.COMPLIANCE);
            assertThat(seen.legalHold()).isFalse();
            retention.putObjectLegalHold(request -> request.bucket(bucket)
                    .key("audit/prod/" + key)
                    .versionId(put.version())
                    .legalHold(hold -> hold.status("ON")));
            assertThat(archive.lock(key, null).orElseThrow().legalHold()).isTrue();
            assertThat(archive.isHeld(key)).isTrue();
            assertThat(archive.isHeld(key.replace("001-1", "002-1"))).isFalse();
            assertThat(archive.lock(key.replace("001-1", "002-1"), null)).isEmpty();
            retention.putObjectLegalHold(request -> request.bucket(bucket)
                    .key("audit/prod/" + key)
                    .versionId(put.version())
                    .legalHold(hold -> hold.status("OFF")));
        }
    }

    @Test
    void aDeleteMarkerHidesNothing() throws Exception {
        try (Archive archive = archive();
                S3Client admin = server.admin()) {
            put(archive, "log/a", "x");
            admin.deleteObject(request -> request.bucket(bucket).key("audit/prod/log/a"));
            List<ObjectVersion> versions = archive.versions("log/", "log/a", 10);
            assertThat(versions).extracting(ObjectVersion::deleteMarker).containsExactly(true, false);
            assertThat(archive.get("log/a", versions.get(1).version(), 1)).hasValue("x".getBytes(UTF_8));
            assertThat(archive.get("log/a", versions.get(0).version(), 1)).isEmpty();
            assertThat(archive.get("log/a", 1)).isEmpty();
            assertThatThrownBy(() -> put(archive, "log/a", "x"))
                    .isInstanceOf(ArchiveConflictException.class)
                    .hasMessageContaining("delete marker");
        }
    }

    @Test
    void aSecondVersionWithTheSameBytesIsHarmlessAndWithOthersAConflict() throws Exception {
        try (Archive archive = archive();
                S3Client admin = server.admin()) {
            put(archive, "log/a", "x");
            admin.putObject(r -> r.bucket(bucket).key("audit/prod/log/a"), RequestBody.fromString("x"));
            assertThat(archive.versions("log/", "", 10))
                    .extracting(ObjectVersion::latest)
                    .containsExactly(true, false);
            assertThat(put(archive, "log/a", "x")).isInstanceOf(PutResult.AlreadyThere.class);
            admin.putObject(r -> r.bucket(bucket).key("audit/prod/log/a"), RequestBody.fromString("y"));
            assertThatThrownBy(() -> put(archive, "log/a", "x")).isInstanceOf(ArchiveConflictException.class);
        }
    }

    @Test
    void governanceIsReadBackAsGovernance() throws Exception {
        try (Archive archive = archive()) {
            ObjectLock lock = archive.put(
                            "log/a",
                            new byte[1],
                            new Retention(LockMode.GOVERNANCE, retention().until()))
                    .lock();
            assertThat(requireNonNull(lock).mode()).isEqualTo(LockMode.GOVERNANCE);
            assertThat(archive.describe().tier()).isEqualTo("GOVERNANCE");
        }
    }

    @Test
    void theLockNamesTheVersionThatItIsOf() throws Exception {
        try (Archive archive = archive();
                S3Client admin = server.admin()) {
            put(archive, "log/a", "x");
            String version = admin.headObject(request -> request.bucket(bucket).key("audit/prod/log/a"))
                    .versionId();
            assertThat(version).isNotEmpty();
            assertThat(archive.lock("log/a", null))
                    .isEqualTo(archive.lock("log/a", version))
                    .hasValueSatisfying(lock -> assertThat(lock.version()).isEqualTo(version));
        }
    }

    @Test
    void aLegalHoldIsReported() throws Exception {
        try (Archive archive = as("ADMIN");
                S3Client admin = server.admin()) {
            put(archive, "log/a", "x");
            admin.putObjectLegalHold(
                    request -> request.bucket(bucket).key("audit/prod/log/a").legalHold(hold -> hold.status("ON")));
            assertThat(archive.lock("log/a", null))
                    .hasValueSatisfying(lock -> assertThat(lock.legalHold()).isTrue());
        }
    }

    @Test
    void moreThanOnePageIsListed() throws Exception {
        List<String> keys =
                IntStream.range(0, 1100).mapToObj("log/tile/%06d"::formatted).toList();
        try (Archive archive = archive();
                S3Client admin = server.admin();
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> puts = new ArrayList<>();
            for (String key : keys) {
                puts.add(threads.submit(() -> admin.putObject(
                        request -> request.bucket(bucket)
                                .key("audit/prod/" + key)
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(Instant.now().plusSeconds(60)),
                        RequestBody.fromString("x"))));
            }
            for (Future<?> put : puts) {
                put.get();
            }
            assertThat(archive.list("log/", "", 5000)).isEqualTo(keys);
            assertThat(archive.list("log/", keys.get(40), 1050)).isEqualTo(keys.subList(41, 1091));
            assertThat(archive.versions("log/", keys.get(50), 1020))
                    .extracting(ObjectVersion::key)
                    .isEqualTo(keys.subList(50, 1070));
        }
    }

    @Test
    void aNameThatIsNoKeyHidesNothingAndIsListedByItself() throws Exception {
        List<String> names = List.of("log/\u0001", "log/a\u001b[2K\n", "log/a b", "log/\u202e\ud83d\ude00");
        try (Archive archive = archive();
                S3Client admin = server.admin()) {
            put(archive, "log/a", "x");
            put(archive, "log/b=1", "x");
            for (String name : names) {
                admin.putObject(r -> r.bucket(bucket).key("audit/prod/" + name), RequestBody.fromString("y"));
            }
            assertThat(archive.list("log/", "", 100)).containsExactly("log/a", "log/b=1");
            assertThat(archive.segments("log/")).containsExactly("a", "b=1");
            assertThat(archive.versions("log/", "log/a", 100))
                    .extracting(ObjectVersion::key)
                    .containsExactly("log/a", "log/b=1");
            assertThat(archive.strays("log/", 100)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void errorsNameObjectAndStatusAndNoCredential() throws Exception {
        S3Settings settings = new S3Settings(
                bucket, "", server.endpoint(), null, true, "NOSUCHKEY12345", "notTheSecret999", null, null, null);
        try (Archive archive = new S3Archive(settings, S3Clients.client(settings))) {
            assertThatThrownBy(() -> archive.get("log/a", 1))
                    .isInstanceOf(ArchiveUnavailableException.class)
                    .hasMessageContaining("s3://" + bucket + "/log/a")
                    .hasMessageContaining("403")
                    .hasMessageNotContaining("NOSUCHKEY12345")
                    .hasMessageNotContaining("notTheSecret999");
            assertThat(settings.toString()).doesNotContain("NOSUCHKEY12345").doesNotContain("notTheSecret999");
        }
    }

    @Test
    void aMissingBucketIsNotAnEmptyOne() throws Exception {
        S3Settings settings = new S3Settings(
                "no-such-bucket",
                "",
                server.endpoint(),
                null,
                true,
                server.accessKey("ADMIN"),
                server.secretKey("ADMIN"),
                null,
                null,
                null);
        try (Archive archive = new S3Archive(settings, S3Clients.client(settings))) {
            assertThatThrownBy(() -> archive.get("log/a", 1)).isInstanceOf(ArchiveUnavailableException.class);
            assertThatThrownBy(() -> archive.list("", "", 1)).isInstanceOf(ArchiveUnavailableException.class);
            assertThatThrownBy(() -> put(archive, "a", "x"))
                    .isInstanceOf(ArchiveUnavailableException.class)
                    .hasMessageContaining("NoSuchBucket");
        }
    }
}
