package io.chirograph.gateway.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void anAliasOfOneModelIsAsBefore() throws Exception {
        Http.Answer answer = ask("plain-model");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("chirograph-attempts")).isEmpty();
        assertThat(started(answer).path("policy").has("route")).isFalse();
        assertThat(gateway.completed(answer).has("answeredBy")).isFalse();
    }
}
