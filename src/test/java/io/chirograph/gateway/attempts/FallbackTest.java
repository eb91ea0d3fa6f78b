package io.chirograph.gateway.attempts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A call goes along the targets of its alias: to whom, with what, and what the trail says.
@Timeout(300)
class FallbackTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String POLICY = """
            version: 1
            payload: clear
            data-classes:
              - name: internal
              - name: phi
                requires:
                  jurisdiction: [eu, ch]
            aliases:
              steady:
                targets:
                  - {provider: o, model: m-o}
                  - {provider: down, model: m-down}
                  - {provider: second, model: m-second}
              mixed:
                targets:
                  - {provider: a, model: claude}
                  - {provider: gone, model: m}
                  - {provider: second, model: secret-model}
                  - {provider: o, model: m-night, when: {metadata: {shift: night}}}
                  - {provider: o, model: m-o}
              none:
                targets:
                  - {provider: second, model: secret-model}
              swift:
                targets:
                  - {provider: g, model: gemini-a}
                  - {provider: a, model: claude}
                  - {provider: google, model: gemini/b}
              chat: {provider: azure, model: mine}
              rock: {provider: rock, model: 'eu.anthropic.claude-haiku-4-5-v1:0'}
              spread:
                targets:
                  - {provider: o, model: m-1, weight: 3}
                  - {provider: o, model: m-2, weight: 1}
                  - {provider: o, model: m-3}
            rules:
              - id: no-secrets
                when: {providers: [second]}
                deny: {models: [secret-*]}
              - id: second-keeps-little
                when: {providers: [second]}
                payload: {response: digest}
            """;

    @TempDir
    static Path directory;

    private static RawUpstream second;
    private static GatewayHarness gateway;
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path policy = directory.resolve("policy.yml");
        Files.writeString(policy, POLICY);
        second = new RawUpstream((connection, wire) -> {});
        List<String> settings = new ArrayList<>(List.of("policy.file=" + policy));
        for (String setting : List.of(
                "base-url=" + second.url(),
                "dialect=openai",
                "credential=secret-of-second",
                "idle-connection=1ns",
                "region=eu-west-1",
                "attributes.jurisdiction=eu")) {
            settings.add("gateway.providers.second." + setting);
        }
        for (String each : List.of("google gemini", "rock bedrock", "azure openai")) {
            String[] words = each.split(" ", 2);
            String name = "gateway.providers." + words[0] + ".";
            settings.addAll(List.of(
                    name + "base-url=" + (each.startsWith("google") ? second.url() : GatewayHarness.PROVIDER),
                    name + "dialect=" + words[1],
                    name + "credential=secret-of-" + words[0],
                    name + "idle-connection=1ns"));
        }
        gateway = GatewayHarness.start(settings.toArray(String[]::new));
        gateway.add("narrow", "acme", new Grants(List.of("o"), List.of(), List.of(), null, List.of(), null, List.of()));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        second.close();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
        second.says(answer("second", 200));
        gateway.provider().says(answer("o", 503));
    }

    private static RawUpstream.Script answer(String who, int status) {
        return (connection, wire) -> {
            SEEN.add(who + " " + wire.body());
            byte[] body = ("{\"id\":\"r\",\"from\":\"" + who + "\",\"choices\":[]}").getBytes(StandardCharsets.UTF_8);
            wire.answer(status + " X", "Content-Type: application/json\r\n", body, false);
        };
    }

    private static Http.Answer ask(String model, String... headers) throws IOException {
        return gateway.http().post("/o" + CHAT, "{\"model\":\"" + model + "\",\"n\":1}", headers);
    }

    private static JsonNode started(Http.Answer answer) {
        return gateway.event("ai.call.started", answer.callId());
    }

    private static List<JsonNode> attempted(Http.Answer answer) {
        return gateway.journal().events().stream()
                .filter(event -> event.type().equals("ai.call.attempted"))
                .<JsonNode>map(EventView::data)
                .filter(data -> data.path("callId").asString("").equals(answer.callId()))
                .toList();
    }

    private static List<String> route(JsonNode started) {
        return started.path("policy")
                .path("route")
                .path("targets")
                .valueStream()
                .map(each -> each.path("model").asString("") + " "
                        + each.path("skipped").asString("-"))
                .toList();
    }

    @Test
    void aCallGoesFromTargetToTargetAndTheTrailNamesEach() throws Exception {
        Http.Answer answer = ask("steady");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("from").asString("")).isEqualTo("second");
        assertThat(answer.header("chirograph-attempts")).contains("3");
        assertThat(SEEN).containsExactly("o {\"model\":\"m-o\",\"n\":1}", "second {\"model\":\"m-second\",\"n\":1}");
        JsonNode started = started(answer);
        assertThat(started.path("provider").asString("")).isEqualTo("o");
        assertThat(started.path("gen_ai.request.model").asString("")).isEqualTo("steady");
        assertThat(route(started)).containsExactly("m-o -", "m-down -", "m-second -");
        assertThat(started.path("policy").path("responsePayloadLevel").asString(""))
                .isEqualTo("digest");
        List<JsonNode> attempted = attempted(answer);
        assertThat(attempted)
                .extracting(each -> each.path("provider").asString("") + " "
                        + each.path("model").asString("") + " "
                        + each.path("alias").asString("") + " "
                        + each.path("reason").asString("") + " "
                        + each.path("status").asInt(0) + " "
                        + each.path("sentBefore").asString(""))
                .containsExactly(
                        "down m-down steady http-status 503 whole", "second m-second steady connect-failed 0 nothing");
        assertThat(attempted.getLast().path("region").asString("")).isEqualTo("eu-west-1");
        assertThat(attempted.getLast().path("sent").path("model").asString("")).isEqualTo("m-second");
        assertThat(attempted.getLast().path("policy").path("rules").toString()).contains("alias:steady");
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("answeredBy").path("provider").asString("")).isEqualTo("second");
        assertThat(completed.path("answeredBy").path("model").asString("")).isEqualTo("m-second");
        assertThat(completed
                        .path("failedAttempts")
                        .valueStream()
                        .map(each -> each.path("provider").asString("")))
                .containsExactly("o", "down");
        assertThat(completed.path("response").has("kept")).isFalse();
    }

    @Test
    void aTargetThatIsNotAllowedIsSkippedAndNamed() throws Exception {
        gateway.provider().says(answer("o", 200));
        Http.Answer answer = ask("mixed");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(route(started(answer)))
                .containsExactly(
                        "m-o -",
                        "claude other-dialect",
                        "m provider-inactive",
                        "secret-model model-refused",
                        "m-night when");
        answer = ask("mixed", "Chirograph-Metadata: {\"shift\":\"night\"}");
        assertThat(route(started(answer))).startsWith("m-night -", "m-o -");
        answer = ask("none");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString("")).isEqualTo("model-refused");
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void aKeyAndTheClassOfTheDataHoldForEachTarget() throws Exception {
        Http.Answer answer = gateway.as("narrow").post("/o" + CHAT, "{\"model\":\"steady\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("from").asString("")).isEqualTo("o");
        assertThat(route(started(answer)))
                .containsExactly("m-o -", "m-down provider-refused", "m-second provider-refused");
        answer = gateway.http().post("/second" + CHAT, "{\"model\":\"steady\"}", "Chirograph-Data-Class: phi");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(route(started(answer)))
                .containsExactly("m-second -", "m-o residency-refused", "m-down residency-refused");
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void aCallersOwnCredentialGoesToNobodyElse() throws Exception {
        Http.Answer answer = ask("steady", "Authorization: Bearer sk-of-the-caller");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(route(started(answer))).containsExactly("m-o -", "m-down credential", "m-second credential");
        assertThat(SEEN).hasSize(1);
    }

    @Test
    void theLastErrorGoesBackWhereAllFail() throws Exception {
        second.says(answer("second", 529));
        Http.Answer answer = ask("steady");
        assertThat(answer.status()).isEqualTo(529);
        assertThat(answer.json().path("from").asString("")).isEqualTo("second");
        assertThat(gateway.completed(answer).path("status").asInt()).isEqualTo(529);
        gateway.provider().says(answer("o", 404));
        answer = ask("steady");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(attempted(answer)).isEmpty();
    }

    @Test
    void aTargetIsDrawnByWeightFromTheCallsId() throws Exception {
        gateway.provider().says(answer("o", 200));
        Map<String, Integer> drawn = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            List<String> route = route(started(ask("spread")));
            assertThat(route).containsExactlyInAnyOrder("m-1 -", "m-2 -", "m-3 -");
            drawn.merge(route.getFirst(), 1, Integer::sum);
        }
        assertThat(drawn).containsOnlyKeys("m-1 -", "m-2 -");
    }

    private static RawUpstream.Script target(String who, int status) {
        return (connection, wire) -> {
            Received request = Objects.requireNonNull(wire.received());
            SEEN.add(who + " " + request.target() + " " + request.body());
            wire.answer(status + " X", "Content-Type: application/json\r\n", "{}".getBytes(UTF_8), false);
        };
    }

    @Test
    void whereThePathNamesTheModelTheModelIsReplacedThere() throws Exception {
        gateway.provider().says(target("g", 503));
        second.says(target("google", 200));
        Http.Answer answer = gateway.http()
                .post(
                        "/g/v1beta/models/swift:generateContent?alt=json",
                        "{\"contents\":[{\"text\":\"models/swift\"}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(SEEN)
                .containsExactly(
                        "g /v1beta/models/gemini-a:generateContent?alt=json {\"contents\":[{\"text\":\"models/swift\"}]}",
                        "google /v1beta/models/gemini%2Fb:generateContent?alt=json"
                                + " {\"contents\":[{\"text\":\"models/swift\"}]}");
        JsonNode started = started(answer);
        assertThat(started.at("/http/path").asString("")).isEqualTo("/v1beta/models/swift:generateContent");
        assertThat(started.path("gen_ai.request.model").asString("")).isEqualTo("swift");
        assertThat(started.at("/sent/model").asString("")).isEqualTo("gemini-a");
        assertThat(started.at("/sent/digest/value")).isEqualTo(started.at("/request/digest/value"));
        assertThat(route(started)).containsExactly("gemini-a -", "gemini/b -", "claude other-dialect");
        JsonNode attempted = attempted(answer).getFirst();
        assertThat(attempted.path("model").asString("")).isEqualTo("gemini/b");
        assertThat(attempted.at("/sent/model").asString("")).isEqualTo("gemini/b");
        assertThat(gateway.completed(answer).at("/answeredBy/model").asString(""))
                .isEqualTo("gemini/b");

        gateway.provider().says(target("azure", 200));
        SEEN.clear();
        answer = gateway.http()
                .post("/azure/openai/Deployments/chat/chat/completions?api-version=1", "{\"model\":\"chat\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(SEEN)
                .containsExactly("azure /openai/Deployments/mine/chat/completions?api-version=1 {\"model\":\"chat\"}");

        gateway.provider().says(target("rock", 200));
        for (String operation : List.of("converse", "invoke-with-response-stream")) {
            SEEN.clear();
            answer = gateway.http().post("/rock/model/r%6Fck/" + operation, "{}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(SEEN).containsExactly("rock /model/eu.anthropic.claude-haiku-4-5-v1%3A0/" + operation + " {}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/g/v1beta/models/swift:batchEmbedContents, {}",
        "/g/v1beta/models/swift:generateContent, '{\"model\":\"other\"}'",
        "/azure/openai/deployments/chat/deployments/chat/chat/completions, {}"
    })
    void aModelThatStandsInTwoPlacesIsNotReplaced(String path, String body) throws Exception {
        gateway.provider().says(target("g", 200));
        Http.Answer answer = gateway.http().post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(415);
        assertThat(answer.json().path("code").asString("")).isEqualTo("encoding-unsupported");
        assertThat(answer.json().path("field").asString("")).isEqualTo("model");
        assertThat(SEEN).isEmpty();
    }

    @Test
    void anAliasOfOneModelIsAsBefore() throws Exception {
        Http.Answer answer = ask("plain-model");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("chirograph-attempts")).isEmpty();
        assertThat(started(answer).path("policy").has("route")).isFalse();
        assertThat(gateway.completed(answer).has("answeredBy")).isFalse();
    }
}
