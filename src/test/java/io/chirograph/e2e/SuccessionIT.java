package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/// Data directories go from one machine, or one version, to another, as docs/backup.md says.
///
/// A backup is restored twice: on one machine nothing more was published and it goes on with its keys and an
/// index that is built again; on the next more was published than the copy knows.
@Tag("slow")
class SuccessionIT {
    private static final String CHAT = "/sandbox/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"sandbox\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @TempDir
    Path directory;

    private final List<String> calls = new ArrayList<>();

    @Test
    void theExporterStopsRecordingGoesOnAndASuccessorBringsEverythingOut() throws Exception {
        Path original = Files.createDirectory(directory.resolve("original"));
        try (var gateway = start(original)) {
            call(gateway, 3);
            assertThat(gateway.stop()).isEqualTo(143);
        }
        String kept = did(
                original,
                "gateway-key",
                "create",
                "--id",
                "kept",
                "--application",
                "a",
                "--tenant",
                "t",
                "--team",
                "x",
                "--offline");
        Path keys = directory.resolve("keys-of-content.db");
        did(original, "content-keys", "backup", "--to", keys.toString());
        Path restored = restore(original, "restored", keys);
        Path moved = restore(original, "moved", keys);
        String oldKey;
        try (var gateway = start(moved)) {
            call(gateway, 4);
            calls.add(new Http(gateway.port(), kept).post(CHAT, BODY).callId());
            oldKey = Commands.verifierKey(gateway);
            awaitIndexed(gateway);
            gateway.kill();
        }
        try (var gateway = start(restored)) {
            awaitStoppedExport(gateway);
            call(gateway, 5);
            gateway.kill();
        }

        var succeeded = command(restored, "log", "succeed", "--offline", "--reason", "restored from a backup");
        assertThat(succeeded.exit()).as(succeeded.output()).isZero();
        String newKey = succeeded.line();

        try (var gateway = start(restored)) {
            call(gateway, 2);
            awaitIndexed(gateway);
            assertThat(gateway.stop()).isEqualTo(143);
        }
        var verified =
                command(restored, "verify", directory.resolve("archive").toString(), "--key", oldKey, "--key", newKey);
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("log-succeeds").contains("restored from a backup");
    }

    @Test
    void aDataDirectoryOfAnEarlierVersionIsGoneOnWith() throws Exception {
        Path data = directory.resolve("data");
        unzip("/upgrade/data.zip", data);
        String key;
        try (var gateway = GatewayProcess.start(directory, "--chirograph.query.poll=200ms");
                var trail = new Trail(gateway)) {
            call(gateway, 1);
            Awaitility.await("the calls of both versions are in the index")
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(trail.calls())
                            .extracting(call -> call.at("/outcome").asString(""))
                            .containsExactlyInAnyOrder("ok", "ok", "ok", "interrupted", "ok"));
            key = Commands.verifierKey(gateway);
            assertThat(gateway.stop()).isEqualTo(143);
        }
        var verified = Commands.run(
                directory, Map.of(), "verify", data.resolve("archive").toString(), "--key", key);
        assertThat(verified.exit()).as(verified.output()).isZero();
    }

    private static void unzip(String resource, Path target) throws IOException {
        try (var zip = new ZipInputStream(
                Objects.requireNonNull(SuccessionIT.class.getResourceAsStream(resource), resource))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }

    private GatewayProcess start(Path machine) throws IOException {
        return GatewayProcess.start(
                machine,
                "--chirograph.archive.directory=" + directory.resolve("archive"),
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.query.poll=200ms");
    }

    private Commands.Result command(Path machine, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--chirograph.data-dir=" + machine.resolve("data"));
        all.add("--chirograph.archive.directory=" + directory.resolve("archive"));
        return Commands.run(directory, Map.of(), all.toArray(String[]::new));
    }

    /// A machine with what docs/backup.md says to keep: neither index nor spool, and keys of content from their own
    /// copy.
    private Path restore(Path original, String name, Path keys) throws IOException {
        Path machine = Files.createDirectory(directory.resolve(name));
        Path data = machine.resolve("data");
        GatewayProcess.copy(original.resolve("data"), data);
        for (String unneeded : List.of("index", "spool")) {
            FileSystemUtils.deleteRecursively(data.resolve(unneeded));
        }
        Files.deleteIfExists(data.resolve("content-keys.db"));
        did(machine, "content-keys", "restore", "--from", keys.toString());
        return machine;
    }

    /// The last line of what a command said that did what it was told.
    private String did(Path machine, String... words) throws IOException {
        var result = command(machine, words);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.line();
    }

    private void call(GatewayProcess gateway, int count) throws IOException {
        var http = new Http(gateway.port(), gateway.key());
        for (int i = 0; i < count; i++) {
            Http.Answer answer = http.post(CHAT, BODY);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            calls.add(answer.callId());
        }
    }

    /// Everything that any of them answered, whichever log it is in.
    private void awaitIndexed(GatewayProcess gateway) {
        try (var trail = new Trail(gateway)) {
            Awaitility.await("every call is in the index")
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(trail.calls())
                            .extracting(call -> call.at("/callId").stringValue())
                            .containsExactlyInAnyOrderElementsOf(calls));
            for (JsonNode call : trail.calls()) {
                assertThat(call.at("/outcome").stringValue()).isEqualTo("ok");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitStoppedExport(GatewayProcess gateway) throws IOException {
        try (var trail = new Trail(gateway)) {
            Awaitility.await("the exporter stops")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> trail.health("auditExport").equals("DOWN"));
            assertThat(trail.health("journal")).isEqualTo("UP");
            assertThat(trail.health("recording")).isEqualTo("UP");
        }
    }
}
