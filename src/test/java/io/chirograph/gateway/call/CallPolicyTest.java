package io.chirograph.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What policy refuses of a call, from its head and from its body: every refusal in each dialect's words and with its
/// event; and what an alias makes of a body.
@Timeout(300)
class CallPolicyTest {
    private static final String POLICY = """
        version: 1
        allow:
          providers: [o, a, x, s-*, sandbox]
          models: ['m*', sandbox, fast]
          operations: [inference, catalogue]
        payload: digest
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
            when: {paths: [/o/cases, /a/cases, /x/cases, /sandbox/cases]}
            require: {metadata: {case: 'C-[0-9]+'}}
          - id: users
            when: {paths: [/o/users, /a/users, /x/users, /sandbox/users]}
            require: {end-user: true}
          - id: generic
            when: {providers: [x]}
            allow: {operations: [unknown]}
        """;

    @TempDir
    private static Path directory;

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yml"), POLICY);
        gateway = GatewayHarness.start(
                "policy.file=" + policy,
                "gateway.providers.q.dialect=openai",
                "gateway.providers.q.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.sandbox.base-url=" + GatewayHarness.PROVIDER);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static Http http() {
        return gateway.http();
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
                "/v1/E | Content-Encoding: rot13 | {\"model\":\"m\"} | 415 | encoding-unsupported | Content-Encoding |"
                        + " body",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":101} | 403 | parameter-refused | max_tokens | tokens",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":101,\"max_tokens\":1} | 403 | parameter-refused |"
                        + " max_tokens | tokens",
                "/v1/E | | {\"model\":\"m\",\"max_tokens\":\"5\"} | 403 | parameter-refused | max_tokens | tokens",
                "/v1/files | | {\"model\":\"m\"} | 403 | operation-refused | path | allow",
                "/v1/mystery | | {\"model\":\"m\"} | 403 | operation-unknown | path | allow",
                "/v1/E | Chirograph-Data-Class: phi | {\"model\":\"m\"} | 403 | residency-refused | baa |"
                        + " data-class:phi",
                "/v1/E | Chirograph-Data-Class: phy | {\"model\":\"m\"} | 403 | data-class-refused |"
                        + " Chirograph-Data-Class | data-classes",
                "/v1/E | Chirograph-Data-Class: ü | {\"model\":\"m\"} | 400 | data-class-refused |"
                        + " Chirograph-Data-Class | data-classes",
                "/v1/E | Chirograph-Payload: clear | {\"model\":\"m\"} | 400 | payload-level-refused |"
                        + " Chirograph-Payload | payload",
                "/v1/E | Chirograph-Payload: request=nothing, response=redacted | {\"model\":\"m\"} | 400 |"
                        + " payload-level-refused | Chirograph-Payload | payload",
                "/v1/E | Chirograph-Payload: some | {\"model\":\"m\"} | 400 | payload-level-refused |"
                        + " Chirograph-Payload | payload",
                "/cases/v1/E | | {\"model\":\"m\"} | 403 | metadata-required | Chirograph-Metadata.case | cases",
                "/c%61ses/v1/E | Chirograph-Metadata: {\"case\":\"7\"} | {\"model\":\"m\"} | 403 | metadata-required |"
                        + " Chirograph-Metadata.case | cases",
                "/users/v1/E | | {\"model\":\"m\"} | 403 | end-user-required | Chirograph-User-Token | users"
            })
    void aRefusalIsInTheDialectsWordsAndInTheTrail(
            String path, String header, String body, int status, String code, String field, String rule)
            throws IOException {
        for (String provider : List.of("o", "a", "sandbox", "x")) {
            boolean isAnthropic = provider.equals("a");
            String target = "/" + provider + path.replace("E", isAnthropic ? "messages" : "chat/completions");
            boolean isUnread = provider.equals("x") && (status == 415 || rule.matches("allow|no-old|body|tokens"));
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
            assertThat(provider.equals("x") || message.contains(code)).isTrue();
            recorded(answer.callId(), code, status, rule);
        }
    }

    private static void recorded(String callId, String code, int status, String rule) throws IOException {
        JsonNode event = gateway.event("ai.call.refused", callId);
        assertThat(event.at("/code").stringValue()).isEqualTo(code);
        assertThat(event.at("/status").intValue()).isEqualTo(status);
        assertThat(event.at("/policy/decision").stringValue()).isEqualTo("refuse");
        assertThat(event.at("/policy/rules/0").stringValue()).isEqualTo(rule);
        assertThat(event.at("/policy/policyDigest").stringValue()).startsWith("sha256:");
        assertThat(event.at("/actor/verified/keyId").stringValue()).isEqualTo("acme");
        assertThat(gateway.find("ai.call.started", callId)).isNull();
    }

    @Test
    void whatACallerHasLoweredStandsInTheEventForEachBody() throws IOException {
        String body = "{\"model\":\"m\",\"messages\":[]}";
        for (String[] asked : new String[][] {
            {"Chirograph-Payload: response=nothing", "digest", "nothing"},
            {"Chirograph-Payload: request=nothing, response=digest", "nothing", "digest"},
            {"Chirograph-Payload: digest", "digest", ""},
            {"cf-aig-collect-log-payload: False", "nothing", ""}
        }) {
            Http.Answer answer = http().post("/sandbox/v1/chat/completions", body, asked[0]);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode policy = gateway.event("ai.call.started", answer.callId()).at("/policy");
            assertThat(policy.at("/payloadLevel").stringValue()).as(asked[0]).isEqualTo(asked[1]);
            assertThat(policy.at("/responsePayloadLevel").asString(""))
                    .as(asked[0])
                    .isEqualTo(asked[2]);
        }
    }

    @Test
    void aReferenceThatCouldHoldACredentialIsRefusedAndNotRepeated() throws IOException {
        String body = "{\"model\":\"m\",\"messages\":[]}";
        Http.Answer answer = http().post(
                        "/sandbox/v1/chat/completions",
                        body,
                        "Chirograph-Payload-Ref: https://ada:hunter2@example.com/");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("payload-ref-invalid");
        assertThat(answer.json().at("/field").stringValue()).isEqualTo("Chirograph-Payload-Ref");
        assertThat(answer.text()).doesNotContain("hunter2");
        JsonNode event = gateway.event("ai.call.refused", answer.callId());
        assertThat(event.at("/code").stringValue()).isEqualTo("payload-ref-invalid");
        assertThat(event.toString()).doesNotContain("hunter2");
        assertThat(http().post(
                                "/sandbox/v1/chat/completions",
                                body,
                                "Chirograph-Payload-Ref: https://example.com/kept/1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatCannotBeReadOfAGenericProviderIsRefusedWhereARuleNeedsIt() throws IOException {
        Http.Answer answer = http().post("/x/v1/anything", "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(400);
        recorded(answer.callId(), "model-unreadable", 400, "body");
        Http.Answer other = http().post("/q/v1/chat/completions", "{\"model\":\"m\"}");
        recorded(other.callId(), "provider-refused", 403, "allow");
    }

    @Test
    void anAliasGoesOutAsItsModelAndBothDigestsAreRecorded() throws IOException {
        String body = "{ \"messages\" : [{\"role\":\"user\",\"content\":\"fast\"}],\"mod\\u0065l\":\"f\\u0061st\" }";
        Http.Answer answer = http().post("/sandbox/v1/chat/completions", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(gateway.lastBody()).contains("\"sandbox\"").doesNotContain("f\\u0061st");
        JsonNode started = gateway.event("ai.call.started", answer.callId());
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
}
