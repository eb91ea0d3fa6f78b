package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.rgw.RgwServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key of the packaged gateway at its store is taken away while it runs, and another is put into its file.
class CredentialRotationIT {
    @TempDir
    Path directory;

    @Test
    void theExporterGoesOnWithTheNewKeyAndNothingIsLost() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String user = "rotated" + UUID.randomUUID().toString().substring(0, 8);
        rgw.administer(
                "user",
                "create",
                "--uid=" + user,
                "--display-name=x",
                "--access-key=firstkey" + user,
                "--secret-key=firstsecret");
        Path file = directory.resolve("credentials");
        write(file, "firstkey" + user, "firstsecret");
        String bucket = rgw.createBucket(false);
        rgw.allow(bucket, user);
        try (var gateway = GatewayProcess.start(
                        directory,
                        "--chirograph.archive.type=s3",
                        "--chirograph.archive.lock-mode=NONE",
                        "--chirograph.archive.s3.bucket=" + bucket,
                        "--chirograph.archive.s3.endpoint=" + rgw.endpoint(),
                        "--chirograph.archive.s3.credentials-file=" + file,
                        "--chirograph.exporter.max-age=300ms",
                        "--chirograph.exporter.alarm-after=1s",
                        "--chirograph.exporter.retry-max=500ms");
                var trail = new Trail(gateway)) {
            var http = new Http(gateway.port(), gateway.key());
            call(http);
            soon("the first export")
                    .until(() -> trail.health("auditExport").equals("UP")
                            && trail.calls().size() == 1);
            rgw.administer("key", "rm", "--uid=" + user, "--access-key=firstkey" + user);
            rgw.administer(
                    "key", "create", "--uid=" + user, "--access-key=secondkey" + user, "--secret-key=secondsecret");
            call(http);
            soon("the alarm").until(() -> trail.health("auditExport").equals("DOWN"));
            write(file, "secondkey" + user, "secondsecret");
            soon("it goes on by itself").until(() -> trail.health("auditExport").equals("UP"));
            soon("both calls are in the archive").until(() -> trail.calls().size() == 2);
            assertThat(gateway.log()).doesNotContain("firstsecret", "secondsecret", "firstkey", "secondkey");
        }
    }

    private static void call(Http http) throws IOException {
        assertThat(http.post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                        .status())
                .isEqualTo(200);
    }

    private static void write(Path file, String id, String secret) throws IOException {
        Path other = Files.writeString(
                file.resolveSibling("credentials.new"),
                "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n");
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
