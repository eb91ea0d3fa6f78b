package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A policy in the packaged gateway: every refusal in each dialect's words and with its event, an alias, changes of
/// the file, and what `policy explain` says of the same.
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the path behind the provider | headers | body | status | code | field | rule
                "/v1/E | | {\"model\":\"x\"} | 403 | model-refused | model | allow",
                "/v1/E | | {\"model\":\"m-OLD-2\"} | 403 | model-refused | model | no-old",
                "/v1/E | | {\"messages\":[]} | 400 | model-unreadable | model | body",
                "/v1/E | | {\"model\":\"m\",\"model\":\"m\"} | 400 | model-unreadable | model | body",
                "/v1/E | | {\"model\":\"m\"} {} | 400 | model-unreadable | model | body",
                "/v1/E | Content-Encoding: rot13 | {\"model\":\"m\"} | 415 | encoding-unsupported | Content-Encoding | body",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":101} | 403 | parameter-refused | max_tokens | tokens",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":101,\"max_tokens\":1} | 403 | parameter-refused | max_tokens | tokens",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":\"5\"} | 403 | parameter-refused | max_tokens | tokens",
                "/v1/files | | {\"model\":\"m\"} | 403 | operation-refused | path | allow",
                "/v1/mystery | | {\"model\":\"m\"} | 403 | operation-unknown | path | allow",
                "/v1/E | Chirograph-Data-Class: phi | {\"model\":\"m\"} | 403 | residency-refused | baa | data-class:phi",
                "/v1/E | Chirograph-Data-Class: phy | {\"model\":\"m\"} | 403 | data-class-refused | Chirograph-Data-Class | data-classes",
                "/v1/E | Chirograph-Data-Class: ü | {\"model\":\"m\"} | 400 | data-class-refused | Chirograph-Data-Class | data-classes",
                "/v1/E | Chirograph-Payload: clear | {\"model\":\"m\"} | 400 | payload-level-refused | Chirograph-Payload | payload",
                "/cases/v1/E | | {\"model\":\"m\"} | 403 | metadata-required | Chirograph-Metadata.case | cases",
                "/c%61ses/v1/E | Chirograph-Metadata: {\"case\":\"7\"} | {\"model\":\"m\"} | 403 | metadata-required | Chirograph-Metadata.case | cases",
                "/users/v1/E | | {\"model\":\"m\"} | 403 | end-user-required | Chirograph-User-Token | users"
            })
    void aRefusalIsInTheDialectsWordsAndInTheTrail(
            String path, String header, String body, int status, String code, String field, String rule)
            throws IOException {
        for (String provider : List.of("o", "a", "sandbox", "g")) {
            boolean isAnthropic = provider.equals("a");
            String target = "/" + provider + path.replace("E", isAnthropic ? "messages" : "chat/completions");
            boolean isUnread = provider.equals("g") && (status == 415 || rule.matches("allow|no-old|body|tokens"));
            if (isUnread) {
                continue; // nothing of a generic provider is known: neither its operations nor its bodies
            }
            Http.Answer answer = header == null ? http().post(target, body) : http().post(target, body, header);
            JsonNode json = answer.json();
            assertThat(json.at("/code").asString("")).as(answer.text()).isEqualTo(code);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(json.at("/field").stringValue()).isEqualTo(field);
            assertThat(answer.header("x-should-retry")).contains("false");
            String message = json.at("/error/message").asString("");
            switch (provider) {
                case "o" -> assertThat(json.at("/error/code").stringValue()).isEqualTo(code);
                case "a", "sandbox" ->
                    assertThat(json.at("/type").stringValue()).isEqualTo("error");
                default -> assertThat(json.has("error")).isFalse();
            }
            assertThat(provider.equals("g") || message.contains(code)).isTrue();
            recorded(answer.callId(), code, status, rule);
        }
    }

    private static void recorded(String callId, String code, int status, String rule) throws IOException {
        JsonNode event = gateway.journal().find("ai.call.refused", callId).orElseThrow();
        assertThat(event.at("/code").stringValue()).isEqualTo(code);
        assertThat(event.at("/status").intValue()).isEqualTo(status);
        assertThat(event.at("/policy/decision").stringValue()).isEqualTo("refuse");
        assertThat(event.at("/policy/rules/0").stringValue()).isEqualTo(rule);
        assertThat(event.at("/policy/policyDigest").stringValue()).startsWith("sha256:");
        assertThat(event.at("/actor/verified/keyId").stringValue()).isEqualTo("dev");
        assertThat(gateway.journal().find("ai.call.started", callId)).isEmpty();
    }

    @Test
    void whatCannotBeReadOfAGenericProviderIsRefusedWhereARuleNeedsIt() throws IOException {
        Http.Answer answer = http().post("/g/v1/anything", "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(400);
        recorded(answer.callId(), "model-unreadable", 400, "body");
        Http.Answer other = http().post("/x/v1/chat/completions", "{\"model\":\"m\"}");
        recorded(other.callId(), "provider-refused", 403, "allow");
    }

    @Test
    void anAliasGoesOutAsItsModelAndBothDigestsAreRecorded() throws IOException {
        String body = "{ \"messages\" : [{\"role\":\"user\",\"content\":\"fast\"}],\"mod\\u0065l\":\"f\\u0061st\" }";
        Http.Answer answer = http().post("/sandbox/v1/chat/completions", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/model").stringValue()).isEqualTo("sandbox");
        JsonNode started = gateway.journal().started(answer.callId());
        assertThat(started.at("/gen_ai.request.model").stringValue()).isEqualTo("fast");
        assertThat(started.at("/sent/model").stringValue()).isEqualTo("sandbox");
        assertThat(started.at("/request/digest/length").intValue()).isEqualTo(body.length());
        assertThat(started.at("/sent/digest/length").intValue())
                .isEqualTo(body.length() - "f\\u0061st".length() + "sandbox".length());
        assertThat(started.at("/policy/rules").toString()).contains("alias:fast");

        Http.Answer elsewhere = http().post("/o/v1/chat/completions", "{\"model\":\"fast\"}");
        recorded(elsewhere.callId(), "model-refused", 403, "alias:fast");
        Http.Answer encoded = http().send(
                        "POST",
                        "/sandbox/v1/chat/completions",
                        gzip(body),
                        "Content-Encoding: gzip",
                        "Content-Type: application/json");
        assertThat(encoded.json().at("/code").stringValue()).isEqualTo("encoding-unsupported");
    }

    @Test
    void anEncodedBodyIsReadAsTheProviderReadsIt() throws IOException {
        for (String model : List.of("m", "x")) {
            Http.Answer answer = http().send(
                            "POST",
                            "/sandbox/v1/chat/completions",
                            gzip("{\"model\":\"" + model + "\",\"messages\":[]}"),
                            "Content-Encoding: gzip",
                            "Content-Type: application/json");
            assertThat(answer.status()).as(answer.text()).isEqualTo(model.equals("m") ? 200 : 403);
        }
        Http.Answer form = http().send(
                        "POST",
                        "/sandbox/v1/chat/completions",
                        "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type: multipart/form-data; boundary=b");
        assertThat(form.json().at("/code").stringValue()).isEqualTo("model-unreadable");
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aBadFileIsRefusedAndAGoodOneTakenAndRecorded() throws IOException {
        Path file = directory.resolve("policy.yml");
        String call = "{\"model\":\"m-new\",\"messages\":[]}";
        assertThat(http().post("/sandbox/v1/chat/completions", call).status()).isEqualTo(200);
        replace(file, POLICY + "oops: true\n");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> health().at("/details/refused")
                        .asString("")
                        .contains("line " + (POLICY.lines().count() + 1) + ": oops is not known"));
        assertThat(http().post("/sandbox/v1/chat/completions", call).status()).isEqualTo(200);

        replace(file, POLICY.replace("m-old*", "m-*"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> http().post("/sandbox/v1/chat/completions", call).status() == 403);
        JsonNode changed = gateway.journal().events().stream()
                .filter(event -> event.at("/type").stringValue().equals("config.changed"))
                .findFirst()
                .orElseThrow()
                .at("/data");
        assertThat(changed.at("/setting").stringValue()).isEqualTo("policy");
        assertThat(changed.at("/after/digest").stringValue())
                .isEqualTo(health().at("/details/digest").stringValue())
                .isNotEqualTo(changed.at("/before/digest").stringValue());
        assertThat(health().at("/details/refused").isMissingNode()).isTrue();

        replace(file, POLICY);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
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
