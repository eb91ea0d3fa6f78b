package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A policy in the packaged gateway: changes of its file, and what `policy explain` says of it.
class PolicyIT {
    private static final String POLICY = """
        version: 1
        allow:
          providers: [o, a, g, s-*, sandbox]
          models: ['m*', sandbox, fast]
          operations: [inference, catalogue]
        data-classes:
          - name: public
          - name: phi
            requires: {baa: true}
        aliases:
          fast: {provider: sandbox, model: sandbox}
        rules:
          - id: no-old
            deny: {models: ['m-old*']}
          - id: tokens
            parameters:
              max_tokens: {max: 100}
          - id: cases
            when: {paths: [/o/cases, /a/cases, /g/cases, /sandbox/cases]}
            require: {metadata: {case: 'C-[0-9]+'}}
          - id: users
            when: {paths: [/o/users, /a/users, /g/users, /sandbox/users]}
            require: {end-user: true}
          - id: generic
            when: {providers: [g]}
            allow: {operations: [unknown]}
        """;

    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(directory.resolve("policy.yml"), POLICY);
        List<String> arguments = new ArrayList<>(List.of(
                "--chirograph.policy.file=" + directory.resolve("policy.yml"), "--chirograph.policy.poll=50ms"));
        for (String[] provider :
                new String[][] {{"o", "openai"}, {"a", "anthropic"}, {"g", "generic"}, {"x", "openai"}}) {
            arguments.addAll(List.of(GatewayProcess.provider(provider[0], provider[1], "http://127.0.0.1:1")));
        }
        gateway = GatewayProcess.start(directory, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Http http() throws IOException {
        return new Http(gateway.port(), gateway.key());
    }

    @Test
    void aBadFileIsRefusedAndAGoodOneTakenAndRecorded() throws IOException {
        Path file = directory.resolve("policy.yml");
        String call = "{\"model\":\"m-new\",\"messages\":[]}";
        assertThat(http().post("/sandbox/v1/chat/completions", call).status()).isEqualTo(200);
        replace(file, POLICY + "oops: true\n");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> health().at("/details/refused")
                        .asString("")
                        .contains("line " + (POLICY.lines().count() + 1) + ": oops is not known"));
        assertThat(http().post("/sandbox/v1/chat/completions", call).status()).isEqualTo(200);

        replace(file, POLICY.replace("m-old*", "m-*"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> http().post("/sandbox/v1/chat/completions", call).status() == 403);
        JsonNode changed = gateway.journal().events().stream()
                .filter(event -> event.at("/type").stringValue().equals("config.changed"))
                .map(event -> event.at("/data"))
                .filter(data -> data.at("/setting").stringValue().equals("policy"))
                .findFirst()
                .orElseThrow();
        assertThat(changed.at("/after/digest").stringValue())
                .isEqualTo(health().at("/details/digest").stringValue())
                .isNotEqualTo(changed.at("/before/digest").stringValue());
        assertThat(health().at("/details/refused").isMissingNode()).isTrue();

        replace(file, POLICY);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> http().post("/sandbox/v1/chat/completions", call).status() == 200);
    }

    private static void replace(Path file, String text) throws IOException {
        Path staged = file.resolveSibling("policy.new");
        Files.writeString(staged, text);
        Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JsonNode health() throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health"))
                    .build();
            return JsonMapper.shared()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .at("/components/policy");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void explainSaysTheSameWithoutAProcess() throws IOException {
        Path file = Files.writeString(directory.resolve("explained.yml"), POLICY);
        Commands.Result refused = explain(file, "--key", "dev", "--provider", "sandbox", "--model", "m-old");
        assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output())
                .contains("not about it  cases: it is not about path")
                .contains("refuses       no-old: Rule no-old denies model m-old.")
                .contains("=> refused by no-old: model-refused (403)");
        assertThat(explain(file, "--provider", "sandbox", "--model", "m", "--parameter", "max_tokens=7")
                        .exit())
                .isZero();
        assertThat(explain(file, "--key", "nobody", "--model", "m").exit()).isEqualTo(2);
    }

    private static Commands.Result explain(Path file, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "policy", "explain", "--chirograph.data-dir=" + gateway.dataDir(), "--chirograph.policy.file=" + file));
        words.addAll(List.of(options));
        return Commands.run(directory, Map.of(), words.toArray(String[]::new));
    }
}
