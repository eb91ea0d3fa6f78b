package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The signing key of a running gateway is rotated by command, then that of the stopped one, with calls in between;
/// the auditor's key stays the first one.
class KeyRotationIT {
    @TempDir
    Path directory;

    @Test
    void auditorsFollowWithTheFirstKey() throws Exception {
        String key;
        Path data;
        try (var gateway = GatewayProcess.start(directory);
                var trail = new Trail(gateway)) {
            key = Commands.verifierKey(gateway);
            data = gateway.dataDir();
            call(gateway);
            Commands.Result rotated = Commands.run(
                    directory,
                    Map.of(),
                    "signing-key",
                    "rotate",
                    "--reason",
                    "a test",
                    "--url",
                    gateway.url(""),
                    "--token-file",
                    data.resolve("dev/admin-token").toString());
            assertThat(rotated.exit()).as(rotated.output()).isZero();
            assertThat(rotated.line()).startsWith("localhost/chirograph/dev+").isNotEqualTo(key);
            Commands.Result refused = Commands.run(
                    directory,
                    Map.of(),
                    "signing-key",
                    "rotate",
                    "--url",
                    gateway.url(""),
                    "--token-file",
                    data.resolve("dev/auditor-token").toString());
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.output()).contains("role-missing");
            call(gateway);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> trail.calls().size() == 2);
            assertThat(trail.get("/audit/v1/events?type=key.rotated").at("/items"))
                    .hasSize(1)
                    .first()
                    .extracting(event -> event.toString())
                    .asString()
                    .contains("a test", rotated.line());
            gateway.stop();
        }
        Commands.Result offline =
                Commands.run(directory, Map.of(), "signing-key", "rotate", "--offline", "--data-dir", data.toString());
        assertThat(offline.exit()).as(offline.output()).isZero();
        try (var gateway = GatewayProcess.start(directory);
                var trail = new Trail(gateway)) {
            assertThat(gateway.dataDir()).isEqualTo(data);
            call(gateway);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> trail.calls().size() == 3);
            trail.awaitHealth("auditIndex", "UP");
            String newest = trail.calls().getFirst().at("/callId").asString();
            Files.write(directory.resolve("evidence.zip"), trail.download("/audit/v1/calls/" + newest + "/evidence"));
            gateway.stop();
        }
        var evidence = Commands.run(
                directory,
                Map.of(),
                "verify-evidence",
                directory.resolve("evidence.zip").toString(),
                "--key",
                key);
        assertThat(evidence.exit()).as(evidence.output()).isZero();
        assertThat(evidence.output()).contains(offline.line(), "by the word of the one before");
        String archive = data.resolve("archive").toString();
        var searched = Commands.run(directory, Map.of(), "search", archive, "--where", "model=m", "--key", key);
        assertThat(searched.exit()).as(searched.output()).isZero();
        assertThat(searched.output()).startsWith("3 calls with {model=m}");
        var verified = Commands.run(
                directory, Map.of(), "verify", data.resolve("archive").toString(), "--key", key);
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("then signed by " + offline.line());
    }

    private static void call(GatewayProcess gateway) throws Exception {
        var answer = new Http(gateway.port(), gateway.key())
                .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
        assertThat(answer.status()).isEqualTo(200);
    }
}
