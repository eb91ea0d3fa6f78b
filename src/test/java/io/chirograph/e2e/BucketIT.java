package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.faults.FaultProxy;
import io.chirograph.rgw.RgwServer;
import io.chirograph.verifier.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged gateway on a Ceph RGW bucket with Object Lock, whose network is cut under load and mended.
class BucketIT {
    private static final String PREFIX = "trail";
    private static final int CALLERS = 4;

    @TempDir
    Path directory;

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void anOutageOfTheBucketStopsNoCallRaisesTheAlarmAndLeavesNoGap() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String bucket = rgw.createBucket(true);
        rgw.allowWriter(bucket, PREFIX + "/");
        var stop = new AtomicBoolean();
        try (var cable = new FaultProxy(rgw.port());
                var gateway = start(rgw, bucket, cable);
                var trail = new Trail(gateway);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var http = new Http(gateway.port(), gateway.key());
                for (int i = 0; i < CALLERS; i++) {
                    callers.execute(() -> callUntil(http, stop));
                }
                soon("something is exported")
                        .until(() -> trail.metric("chirograph_export_objects_total{archive=\"main\"}")
                                        .orElse(0.0)
                                > 2);
                cable.cut();
                soon("the alarm").until(() -> trail.health("auditExport").equals("DOWN"));
                int before = answered.get();
                soon("calls go on").until(() -> answered.get() > before + 20);
                assertThat(trail.health("journal")).isEqualTo("UP");
                cable.mend();
                soon("the alarm is over")
                        .until(() -> trail.health("auditExport").equals("UP"));
            } finally {
                stop.set(true);
            }
            soon("nothing is left to export")
                    .until(() -> trail.metric("chirograph_export_lag_events{archive=\"main\"}")
                                    .orElse(-1.0)
                            == 0);
            soon("the index has every call").until(() -> trail.calls().size() >= answered.get());
            assertThat(failed).hasValue(0);
            assertThat(trail.calls())
                    .allSatisfy(call ->
                            assertThat(call.at("/outcome").stringValue()).isEqualTo("ok"));
            assertLocked(trail);
            byte[] evidence = assertEvidenceTellsTheLocks(rgw, bucket, trail);
            gateway.stop();
            verify(rgw, bucket, gateway, evidence);
        }
        assertNothingCanBeDeleted(rgw, bucket);
    }

    private GatewayProcess start(RgwServer rgw, String bucket, FaultProxy cable) throws IOException {
        List<String> arguments = new ArrayList<>(rgw.archive(bucket, PREFIX, cable.endpoint()));
        arguments.addAll(List.of(
                "--chirograph.exporter.max-age=500ms",
                "--chirograph.exporter.alarm-after=2s",
                "--chirograph.exporter.retry-max=1s"));
        return GatewayProcess.start(directory, arguments.toArray(String[]::new));
    }

    private void callUntil(Http http, AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                Http.Answer answer = http.post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
                (answer.status() == 200 && answer.clean() ? answered : failed).incrementAndGet();
            } catch (IOException e) {
                failed.incrementAndGet();
            }
            Awaitility.await("an unhurried caller")
                    .pollDelay(Duration.ofMillis(20))
                    .until(() -> true);
        }
    }

    private static void assertLocked(Trail trail) throws IOException {
        String id = trail.calls().getFirst().at("/events/0/id").stringValue();
        JsonNode event = trail.get("/audit/v1/events/" + id);
        JsonNode lock = event.findValue("lock");
        assertThat(lock.at("/mode").stringValue()).isEqualTo("COMPLIANCE");
        assertThat(Instant.parse(lock.at("/retainUntil").stringValue())).isAfter(Instant.now());
    }

    /// Each lock that the evidence of a call tells of is the one that the store tells its owner of.
    private static byte[] assertEvidenceTellsTheLocks(RgwServer rgw, String bucket, Trail trail) throws Exception {
        JsonNode call = trail.calls().getFirst();
        byte[] zip = trail.download("/audit/v1/calls/" + call.at("/callId").stringValue() + "/evidence");
        JsonNode storage = JsonMapper.shared()
                .readTree(Bundle.parse(zip).get("manifest.json").orElseThrow())
                .at("/storage");
        assertThat(storage.at("/kind").stringValue()).isEqualTo("s3");
        assertThat(storage.at("/tier").stringValue()).isEqualTo("COMPLIANCE");
        assertThat(storage.at("/writeOnce").booleanValue()).isTrue();
        assertThat(storage.at("/unread").intValue()).isZero();
        List<String> keys = new ArrayList<>();
        try (S3Client admin = rgw.admin()) {
            for (JsonNode lock : storage.at("/objects")) {
                String key = lock.at("/key").stringValue();
                keys.add(key);
                HeadObjectResponse stored =
                        admin.headObject(request -> request.bucket(bucket).key(PREFIX + "/" + key));
                assertThat(lock.at("/version").stringValue()).isNotEmpty().isEqualTo(stored.versionId());
                assertThat(lock.at("/mode").stringValue())
                        .isEqualTo("COMPLIANCE")
                        .isEqualTo(stored.objectLockModeAsString());
                assertThat(Instant.parse(lock.at("/retainUntil").stringValue()))
                        .isAfter(Instant.now())
                        .isEqualTo(stored.objectLockRetainUntilDate());
            }
        }
        assertThat(keys)
                .anyMatch(key -> key.contains("/events/"))
                .anyMatch(key -> key.contains("/checkpoints/"))
                .doesNotHaveDuplicates();
        return zip;
    }

    private void verify(RgwServer rgw, String bucket, GatewayProcess gateway, byte[] evidence) throws IOException {
        String key = Commands.verifierKey(gateway);
        Path desk = Files.createDirectory(directory.resolve("desk"));
        Path file = Files.write(desk.resolve("evidence.zip"), evidence);
        var judged = Commands.run(desk, Map.of(), "verify-evidence", file.toString(), "--key", key, "--strict");
        assertThat(judged.exit()).as(judged.output()).isZero();
        assertThat(judged.output()).contains("The evidence holds.", "COMPLIANCE");
        Map<String, String> store = rgw.environment("AUDITOR");
        String archive = "s3://" + bucket + "/" + PREFIX;
        var verified = Commands.run(directory, store, "verify", archive, "--key", key);
        assertThat(verified.exit()).as(verified.output()).isZero();
        var untrusted = Commands.run(directory, store, "verify", archive);
        assertThat(untrusted.exit()).as(untrusted.output()).isEqualTo(2);
    }

    private static void assertNothingCanBeDeleted(RgwServer rgw, String bucket) {
        try (S3Client admin = rgw.admin()) {
            List<ObjectVersion> versions = new ArrayList<>(admin.listObjectVersions(request ->
                            request.bucket(bucket).prefix(PREFIX + "/").maxKeys(1000))
                    .versions());
            versions.removeIf(version -> version.key().contains("/preflight/"));
            assertThat(versions).isNotEmpty();
            for (ObjectVersion version : versions.subList(0, Math.min(5, versions.size()))) {
                assertThatThrownBy(() -> admin.deleteObject(request ->
                                request.bucket(bucket).key(version.key()).versionId(version.versionId())))
                        .as("deleting " + version.key())
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
