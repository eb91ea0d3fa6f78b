package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.LiveFiles;
import io.chirograph.faults.FaultProxy;
import io.chirograph.rgw.RgwServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/// The packaged gateway with a directory, a locked bucket that is not required and cut off for a while, and a further
/// directory that is added at a restart.
class SeveralArchivesIT {
    private static final String PREFIX = "copy";

    @TempDir
    Path directory;

    @Test
    void whatWasCutOffOrAddedLaterIsFilledWithTheSameObjects() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String bucket = rgw.createBucket(true);
        rgw.allowWriter(bucket, PREFIX + "/");
        Path main = directory.resolve("data/archive");
        Path third = directory.resolve("third");
        String key;
        try (var cable = new FaultProxy(rgw.port())) {
            List<String> settings = settings(rgw, bucket, cable);
            try (var gateway = GatewayProcess.start(directory, settings.toArray(String[]::new));
                    var trail = new Trail(gateway)) {
                call(gateway);
                soon("both have it").until(() -> left(trail, "main") == 0 && left(trail, "second") == 0);
                cable.cut();
                for (int i = 0; i < 5; i++) {
                    call(gateway);
                    soon("main has it").until(() -> left(trail, "main") == 0);
                }
                assertThat(left(trail, "second")).isGreaterThanOrEqualTo(10);
                trail.awaitHealth("auditExport", "UP");
                cable.mend();
                soon("the bucket is filled").until(() -> left(trail, "second") == 0);
                key = Commands.verifierKey(gateway);
                assertThat(gateway.stop()).isEqualTo(143);
            }
            settings.add("--chirograph.archives.third.directory=" + third);
            try (var gateway = GatewayProcess.start(directory, settings.toArray(String[]::new));
                    var trail = new Trail(gateway)) {
                call(gateway);
                soon("the new one is filled")
                        .until(() ->
                                left(trail, "third") == 0 && left(trail, "second") == 0 && left(trail, "main") == 0);
                assertThat(gateway.stop()).isEqualTo(143);
            }
        }
        Map<String, String> store = rgw.environment("AUDITOR");
        for (String archive : List.of(third.toString(), "s3://" + bucket + "/" + PREFIX)) {
            var verified = Commands.run(directory, store, "verify", archive, "--key", key);
            assertThat(verified.exit()).as(verified.output()).isZero();
        }
        Map<String, byte[]> expected = objects(main);
        assertSame(objects(third), expected);
        assertSame(objects(rgw, bucket), expected);
    }

    private List<String> settings(RgwServer rgw, String bucket, FaultProxy cable) {
        String second = "--chirograph.archives.second.";
        return new ArrayList<>(List.of(
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.exporter.alarm-after=4s",
                "--chirograph.exporter.retry-max=500ms",
                "--chirograph.exporter.max-staged=0B",
                second + "required=false",
                second + "type=s3",
                second + "retention=P1D",
                second + "s3.bucket=" + bucket,
                second + "s3.prefix=" + PREFIX,
                second + "s3.endpoint=" + cable.endpoint(),
                second + "s3.path-style=true",
                second + "s3.access-key-id=" + rgw.accessKey("WRITER"),
                second + "s3.secret-access-key=" + rgw.secretKey("WRITER")));
    }

    private static void call(GatewayProcess gateway) throws IOException {
        Http.Answer answer = new Http(gateway.port(), gateway.key())
                .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static double left(Trail trail, String archive) throws IOException {
        return trail.metric("chirograph_export_lag_events{archive=\"" + archive + "\"}")
                .orElse(-1.0);
    }

    /// The log's objects by their names.
    private static Map<String, byte[]> objects(Path archive) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        LiveFiles.read(
                archive, (file, bytes) -> found.put(archive.relativize(file).toString(), bytes));
        found.keySet().removeIf(SeveralArchivesIT::isCanary);
        return found;
    }

    private static Map<String, byte[]> objects(RgwServer rgw, String bucket) {
        Map<String, byte[]> found = new TreeMap<>();
        try (S3Client admin = rgw.admin()) {
            admin.listObjectVersionsPaginator(request -> request.bucket(bucket).prefix(PREFIX + "/"))
                    .versions()
                    .forEach(version -> {
                        String name = version.key().substring(PREFIX.length() + 1);
                        byte[] content = admin.getObjectAsBytes(
                                        request -> request.bucket(bucket).key(version.key()))
                                .asByteArray();
                        byte[] before = found.put(name, content);
                        // the preflight itself writes its canary twice
                        assertThat(isCanary(name) ? null : before)
                                .as("versions of %s", name)
                                .isNull();
                    });
        }
        found.keySet().removeIf(SeveralArchivesIT::isCanary);
        return found;
    }

    private static boolean isCanary(String name) {
        return name.startsWith("preflight/");
    }

    private static void assertSame(Map<String, byte[]> found, Map<String, byte[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, content) -> assertThat(found.get(name)).as(name).isEqualTo(content));
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }
}
