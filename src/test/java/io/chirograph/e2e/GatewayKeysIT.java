package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.LiveFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A gateway key's life by command: made, used, rotated with an overlap, disabled; and once more on the data
/// directory of the stopped gateway.
class GatewayKeysIT {
    @TempDir
    Path directory;

    @Test
    void aKeyIsMadeUsedRotatedAndDisabledAndAllOfItIsInTheTrail() throws Exception {
        List<String> secrets = new ArrayList<>();
        Path data;
        try (var gateway = GatewayProcess.start(directory)) {
            data = gateway.dataDir();
            String first = create(gateway, "web-1", "--model", "sandbox*", "--address", "127.0.0.0/8");
            String away = create(gateway, "web-2", "--address", "10.0.0.0/8");
            secrets.addAll(List.of(first, away));
            assertThat(call(gateway, first).status()).isEqualTo(200);
            assertThat(call(gateway, away).status()).isEqualTo(403);
            assertThat(call(gateway, away).text()).contains("address-refused");

            String second = command(gateway, "rotate", "web-1", "--overlap", "PT1H", "--reason", "yearly")
                    .line();
            secrets.add(second);
            assertThat(call(gateway, first).status()).as("in the overlap").isEqualTo(200);
            assertThat(call(gateway, second).status()).isEqualTo(200);
            String brief = made(
                    gateway,
                    "",
                    "{\"id\":\"web-3\",\"application\":\"shop\",\"tenant\":\"acme\",\"team\":\"payments\"}");
            String after = made(gateway, "/web-3/rotations", "{\"overlap\":\"PT1S\",\"reason\":\"test\"}");
            secrets.addAll(List.of(brief, after));
            Awaitility.await().until(() -> call(gateway, brief).status() == 401);
            assertThat(call(gateway, after).status()).isEqualTo(200);

            Commands.Result refused = Commands.run(
                    directory,
                    Map.of(),
                    "gateway-key",
                    "list",
                    "--url",
                    gateway.url(""),
                    "--token-file",
                    data.resolve("dev/auditor-token").toString());
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.output()).contains("role-missing");
            assertThat(post(gateway, "/admin/v1/gateway-keys/web-1/disable", "{\"reason\":\"leaked\"}"))
                    .contains("\"state\":\"disabled\"");
            assertThat(call(gateway, second).status()).as("at once").isEqualTo(401);
            assertThat(call(gateway, second).text()).contains("key-disabled");
            gateway.stop();
            assertThat(gateway.log()).doesNotContain(tails(secrets));
        }
        Commands.Result offline = Commands.run(
                directory, Map.of(), "gateway-key", "disable", "web-2", "--offline", "--data-dir", data.toString());
        assertThat(offline.exit()).as(offline.output()).isZero();

        try (var gateway = GatewayProcess.start(directory)) {
            assertThat(call(gateway, secrets.get(2)).text()).contains("key-disabled");
            assertThat(call(gateway, secrets.get(1)).text()).contains("key-disabled");
            String list = command(gateway, "list").output();
            assertThat(list.lines()).hasSize(4).allMatch(line -> line.startsWith("{\"id\":\""));
            assertThat(list)
                    .contains("\"id\":\"dev\",\"source\":\"configuration\"")
                    .doesNotContain("hash");
            List<String> events = gateway.journal().events().stream()
                    .map(Object::toString)
                    .filter(event -> event.contains("gateway-key"))
                    .toList();
            assertThat(events).hasSize(7);
            assertThat(events.get(0))
                    .contains("permission.changed", "gateway-key:web-1", "dev-administrator", "sandbox*");
            assertThat(events.get(2)).contains("key.rotated", "web-1", "yearly", "previousFingerprint");
            assertThat(events.get(5)).contains("permission.changed", "leaked", "\"state\":\"disabled\"");
            assertThat(events.get(6))
                    .contains("permission.changed", "web-2", "asserted", System.getProperty("user.name"));
            gateway.stop();
            assertThat(gateway.log()).doesNotContain(tails(secrets));
            assertThat(LiveFiles.text(data)).doesNotContain(tails(secrets));
        }
    }

    private static String[] tails(List<String> keys) {
        return keys.stream().map(key -> key.substring(key.length() - 40)).toArray(String[]::new);
    }

    private String create(GatewayProcess gateway, String id, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("create", "--id", id, "--application", "shop", "--tenant", "acme", "--team", "payments"));
        arguments.addAll(List.of(more));
        String key = command(gateway, arguments.toArray(String[]::new)).line();
        assertThat(key).startsWith("cg_" + id + "_");
        return key;
    }

    private Commands.Result command(GatewayProcess gateway, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("gateway-key"));
        words.addAll(List.of(arguments));
        words.addAll(List.of(
                "--url",
                gateway.url(""),
                "--token-file",
                gateway.dataDir().resolve("dev/admin-token").toString()));
        Commands.Result result = Commands.run(directory, Map.of(), words.toArray(String[]::new));
        assertThat(result.exit()).as(result.output()).isZero();
        return result;
    }

    private static String post(GatewayProcess gateway, String path, String json) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url(path)))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(gateway.dataDir().resolve("dev/admin-token"))
                                            .strip())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static String made(GatewayProcess gateway, String path, String json) throws Exception {
        return JsonMapper.shared()
                .readTree(post(gateway, "/admin/v1/gateway-keys" + path, json))
                .path("key")
                .asString("");
    }

    private static Http.Answer call(GatewayProcess gateway, String key) throws Exception {
        return new Http(gateway.port(), key)
                .post("/sandbox/v1/chat/completions", "{\"model\":\"sandbox\",\"messages\":[]}");
    }
}
