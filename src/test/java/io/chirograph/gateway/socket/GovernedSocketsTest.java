package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.identity.callers.Grants;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.standin.SocketWire;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the rules of calls do to sockets and to their turns.
class GovernedSocketsTest extends SocketTrial {
    @TempDir
    Path directory;

    private Path policy(String text) throws Exception {
        Path policy = directory.resolve("policy.yml");
        Files.writeString(policy, "version: 1\n" + text);
        return policy;
    }

    @Test
    void aDisabledKeyCutsItsOpenSocketsAndNoOthers() throws Exception {
        start("gateway.socket.recheck=50ms");
        gateway.add("other", "other", Grants.UNLIMITED);
        try (SocketWire client = open();
                SocketWire other = open("other", REALTIME)) {
            client.text(CREATE);
            Awaitility.await().until(() -> turns(client.callId()).size() == 1);
            gateway.disable("acme");
            assertThat(client.closed()).isEqualTo(1008);
            assertThat(outcome(completed(turns(client.callId()).getFirst()))).isEqualTo("interrupted key-disabled");
            assertThat(outcome(client)).isEqualTo("interrupted key-disabled");
            other.text(CREATE);
            Awaitility.await().until(() -> turns(other.callId()).size() == 1);
        }
    }

    @Test
    void aTurnOfADisabledKeyIsRefusedWhateverTheRecheckSays() throws Exception {
        start("gateway.socket.recheck=1h");
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            gateway.disable("acme");
            client.text("{\"type\":\"response.create\",\"event_id\":\"mine\"}");
            JsonNode error = client.event("error");
            assertThat(error.at("/error/code").asString()).isEqualTo("key-disabled");
            assertThat(error.at("/error/event_id").asString()).isEqualTo("mine");
            assertThat(refused(client.callId()).getFirst().path("code").asString())
                    .isEqualTo("key-disabled");
            client.close(1000);
            assertThat(provider.closed()).isEqualTo(1000);
        }
    }

    @Test
    void aPolicyThatForbidsTheModelCutsTheSocket() throws Exception {
        Path policy = policy("");
        start("gateway.socket.recheck=50ms", "policy.file=" + policy, "policy.poll=50ms");
        try (SocketWire client = open()) {
            policy("rules:\n  - id: no-voice\n    deny: {models: [gpt-realtime]}\n");
            assertThat(client.closed()).isEqualTo(1008);
            assertThat(outcome(client)).startsWith("interrupted ");
            assertThat(gateway.bean(PolicyDecisionPoint.class).refused()).isNull();
        }
    }

    @Test
    void aPolicyJudgesTurnsByTheirModel() throws Exception {
        Path policy = policy("rules:\n  - id: no-big\n    deny: {models: [gpt-big]}\n");
        start("policy.file=" + policy);
        try (SocketWire client = open("acme", "/o/v1/responses")) {
            SocketWire provider = provider();
            client.text("{\"type\":\"response.create\",\"model\":\"gpt-big\",\"input\":\"x\",\"stream_id\":\"s\"}");
            JsonNode error = client.event("error");
            assertThat(error.path("status").asInt()).isEqualTo(403);
            assertThat(error.path("stream_id").asString()).isEqualTo("s");
            client.text("{\"type\":\"response.create\",\"model\":\"gpt-small\",\"input\":\"x\"}");
            assertThat(provider.event("response.create").path("model").asString())
                    .isEqualTo("gpt-small");
            assertThat(refused(client.callId()).getFirst().at("/policy/rules/0").asString())
                    .isEqualTo("no-big");
        }
    }

    private static final String VOICE = """
            aliases:
              voice:
                targets:
                  - {provider: a, model: claude}
                  - {provider: o, model: gpt-old}
                  - {provider: o, model: gpt/realtime}
              brief: {provider: o, model: gpt-brief}
            rules:
              - id: none-old
                deny: {models: [gpt-old]}
            """;

    /// Of several targets the first one of the provider in the URL that may be asked.
    @Test
    void anAliasInTheUrlOfASocketIsItsModelInAllTurns() throws Exception {
        Path policy = policy(VOICE);
        start("gateway.socket.recheck=50ms", "policy.file=" + policy, "policy.poll=50ms");
        try (SocketWire client = open("acme", "/o/v1/realtime?x=1&model=voice")) {
            SocketWire provider = provider();
            assertThat(provider.head().getFirst()).isEqualTo("GET /v1/realtime?x=1&model=gpt%2Frealtime HTTP/1.1");
            JsonNode started = gateway.event("ai.call.started", client.callId());
            assertThat(started.path("gen_ai.request.model").asString("")).isEqualTo("voice");
            assertThat(started.at("/sent/model").asString("")).isEqualTo("gpt/realtime");
            client.text(CREATE);
            assertThat(provider.event("response.create")).isNotNull();
            JsonNode turn = turns(client.callId()).getFirst();
            assertThat(turn.path("gen_ai.request.model").asString("")).isEqualTo("voice");
            assertThat(turn.at("/sent/model").asString("")).isEqualTo("gpt/realtime");
            policy(VOICE.replace("gpt/realtime", "gpt-other"));
            assertThat(client.closed()).isEqualTo(1008);
            assertThat(outcome(client)).isEqualTo("interrupted model-refused");
        }
        try (SocketWire client = open("acme", "/o/v1/realtime?model=brief")) {
            assertThat(provider().head().getFirst()).isEqualTo("GET /v1/realtime?model=gpt-brief HTTP/1.1");
            client.close(1000);
        }
        try (SocketWire client = open("acme", "/o/v1/responses")) {
            client.text("{\"type\":\"response.create\",\"model\":\"brief\",\"input\":\"x\"}");
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("encoding-unsupported");
        }
    }

    /// Each message is looked through before it goes on, also one that begins no turn.
    @Test
    void whatPolicyDoesNotLetOutStaysHere() throws Exception {
        start("policy.file=" + policy("payload: redacted\nrules: [{id: no-mail, deny: {findings: [email]}}]\n"));
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            String item = "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                    + "\"content\":[{\"type\":\"input_text\",\"text\":\"%s\"}]}}";
            client.text(item.formatted("write to ann@example.com"));
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("finding-refused");
            client.text("{\"type\":\"response.create\",\"response\":{\"instructions\":\"ask bob@example.com\"}}");
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("finding-refused");
            client.text(item.formatted("hello"));
            client.text(CREATE);
            assertThat(provider.get().text()).contains("hello");
            provider.event("response.create");
            assertThat(refused(client.callId()))
                    .hasSize(2)
                    .allSatisfy(data ->
                            assertThat(data.at("/policy/rules").toString()).contains("no-mail"));
            JsonNode turn = turns(client.callId()).getFirst();
            assertThat(turn.at("/request/kept/level").asString()).isEqualTo("redacted");
            provider.text(created("r1"));
            provider.text(
                    "{\"type\":\"response.output_text.delta\",\"response_id\":\"r1\",\"delta\":\"cy@example.com\"}");
            provider.text(done("r1", 4));
            client.event("response.done");
            JsonNode kept = completed(turn).at("/response/kept");
            assertThat(kept.path("level").asString()).isEqualTo("redacted");
            assertThat(kept.at("/findings/email").asInt()).isEqualTo(1);
        }
    }

    @Test
    void limitsHoldTurnsAndNotTheSocket() throws Exception {
        Path policy = policy("""
            limits:
              - {id: one, per: [key], concurrency: 1}
              - {id: three, per: [key], requests: 3, window: month}
            """);
        start("policy.file=" + policy);
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            client.text(CREATE);
            assertThat(client.event("error").at("/error/code").asString()).isEqualTo("concurrency-limited");
            for (int i = 0; i < 2; i++) {
                provider.text(created("r" + i));
                provider.text(done("r" + i, 4));
                client.event("response.done");
                client.text(CREATE);
                provider.event("response.create");
            }
            provider.text(created("r2"));
            provider.text(done("r2", 4));
            client.event("response.done");
            client.text(CREATE);
            assertThat(client.event("error").at("/error/type").asString())
                    .isIn("rate_limit_error", "insufficient_quota");
            assertThat(turns(client.callId())).hasSize(3);
            assertThat(refused(client.callId())).hasSize(2);
            assertThat(turns(client.callId())
                            .getFirst()
                            .at("/limits/rules/0/rule")
                            .asString())
                    .isEqualTo("three");
        }
    }

    @Test
    void aSwitchThrownDuringATurnEndsIt() throws Exception {
        start();
        try (SocketWire client = open()) {
            SocketWire provider = provider();
            client.text(CREATE);
            provider.event("response.create");
            throwSwitch("model", "gpt-realtime");
            assertThat(client.closed()).isEqualTo(1008);
            assertThat(provider.isOver()).isTrue();
            assertThat(outcome(completed(turns(client.callId()).getFirst()))).isEqualTo("interrupted switched-off");
            assertThat(outcome(client)).isEqualTo("interrupted switched-off");
        }
    }

    private void throwSwitch(String kind, String name) throws Exception {
        TestSwitches.stop(gateway.bean(SwitchBoard.class), kind + ":" + name, true);
    }

    @Test
    void aModelOfATurnAloneIsStoppedToo() throws Exception {
        start();
        try (SocketWire client = open("acme", "/o/v1/responses");
                SocketWire other = open("acme", "/o/v1/responses")) {
            client.text("{\"type\":\"response.create\",\"model\":\"gpt-x\",\"input\":\"x\"}");
            other.text("{\"type\":\"response.create\",\"model\":\"gpt-y\",\"input\":\"x\"}");
            Awaitility.await()
                    .until(() -> turns(client.callId()).size()
                                    + turns(other.callId()).size()
                            == 2);
            throwSwitch("model", "gpt-x");
            assertThat(client.closed()).isEqualTo(1008);
            other.text("{\"type\":\"response.create\",\"model\":\"gpt-x\",\"input\":\"x\"}");
            assertThat(other.event("error").at("/error/code").asString()).isEqualTo("switched-off");
        }
    }

    @Test
    void twoTenantsAtOnceKeepTheirResponsesApart() throws Exception {
        start();
        gateway.add("other", "other", Grants.UNLIMITED);
        try (SocketWire client = open("acme", "/o/v1/responses");
                SocketWire other = open("other", "/o/v1/responses")) {
            SocketWire provider = provider();
            client.text("{\"type\":\"response.create\",\"model\":\"m\",\"store\":false,\"input\":\"x\"}");
            if (!provider.get().text().contains("create")) {
                throw new AssertionError("not the first socket");
            }
            provider.text("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_acme\"}}");
            provider.text("{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}");
            provider.text(
                    "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_acme\",\"model\":\"m-1\","
                            + "\"status\":\"completed\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}}");
            client.event("response.completed");
            other.text("{\"type\":\"response.create\",\"model\":\"m\",\"previous_response_id\":\"resp_acme\"}");
            assertThat(other.event("error").path("status").asInt()).isEqualTo(404);
            client.text("{\"type\":\"response.create\",\"model\":\"m\",\"previous_response_id\":\"resp_acme\"}");
            assertThat(provider.event("response.create")
                            .path("previous_response_id")
                            .asString())
                    .isEqualTo("resp_acme");
            JsonNode first = completed(turns(client.callId()).getFirst());
            assertThat(first.path("gen_ai.response.model").asString()).isEqualTo("m-1");
            assertThat(first.at("/response/textDigest/length").asInt()).isEqualTo(1);
            assertThat(turns(other.callId())).isEmpty();
        }
    }

    @Test
    void aStopEndsIdleSocketsAtOnceAndTheOthersBehindTheirTurn() throws Exception {
        start();
        try (SocketWire busy = open()) {
            SocketWire provider = provider();
            busy.text(CREATE);
            provider.event("response.create");
            try (SocketWire idle = open()) {
                gateway.bean(OpenExchanges.class).drain();
                assertThat(idle.closed()).isEqualTo(1001);
            }
            provider.text(created("r1"));
            provider.text(done("r1", 4));
            busy.event("response.done");
            assertThat(busy.closed()).isEqualTo(1001);
            assertThat(outcome(completed(turns(busy.callId()).getFirst()))).isEqualTo("ok ");
            assertThat(outcome(busy)).isEqualTo("interrupted shutdown");
        }
    }

    @Test
    void keysInProtocolsAndQueriesAreOursAndLeaveNoTrace() throws Exception {
        start();
        String key = gateway.key("acme");
        gateway.provider().says((connection, wire) -> {
            SocketWire asked = wire.askedForSocket();
            seen = asked.head();
            asked.switchProtocols(
                    asked.header("sec-websocket-protocol").isEmpty() ? "X-A: b" : "Sec-WebSocket-Protocol: realtime");
            asked.isOver();
        });
        try (SocketWire client = SocketWire.open(
                gateway.http().connect(),
                REALTIME,
                "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key." + key + ", openai-beta.realtime-v1")) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.header("sec-websocket-protocol")).isEqualTo("realtime");
            assertThat(seen)
                    .contains("sec-websocket-protocol: realtime, openai-beta.realtime-v1")
                    .contains("authorization: Bearer secret-of-o")
                    .noneMatch(line -> line.contains(key));
        }
        String live = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
        try (SocketWire client = SocketWire.open(
                gateway.http().connect(), "/g" + live + "?alt=ws&key=" + key, "X-Goog-Api-Key: " + key)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(seen.getFirst()).isEqualTo("GET " + live + "?alt=ws HTTP/1.1");
            assertThat(seen).noneMatch(line -> line.contains(key));
        }
        assertThat(gateway.journal().events().toString()).doesNotContain(key).doesNotContain("secret-of");
        settled();
    }

    private volatile List<String> seen = List.of();

    @Test
    void whatIsNoSocketIsToldSo() throws Exception {
        start();
        Map<String, String> expected = new TreeMap<>(Map.of(
                "/o/v1/chat/completions", "websocket-unsupported",
                "/x/v1/realtime", "websocket-unsupported",
                "/a/v1/messages", "websocket-unsupported",
                "/sandbox/v1/realtime", "websocket-unsupported",
                "/nobody/v1/realtime", "websocket-unsupported",
                "/g/ws/google.ai.generativelanguage.v1beta.Other", "websocket-unsupported"));
        for (var each : expected.entrySet()) {
            try (SocketWire answer = SocketWire.open(
                    gateway.http().connect(), each.getKey(), "Authorization: Bearer " + gateway.key("acme"))) {
                assertThat(answer.status()).as(each.getKey()).isEqualTo(426);
                assertThat(answer.rest()).contains(each.getValue());
            }
        }
        assertThat(gateway.provider().connections()).isZero();
    }

    @Test
    void anOpeningThatIsNoneIsRefused() throws Exception {
        start();
        String auth = "Authorization: Bearer " + gateway.key("acme") + "\r\n";
        for (String head : List.of(
                "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: " + SocketWire.KEY + "\r\n",
                "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2hvcnQ=\r\n",
                "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n",
                "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: close\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + SocketWire.KEY + "\r\n",
                "GET " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
                        + "Content-Length: 1\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + SocketWire.KEY
                        + "\r\n",
                "POST " + REALTIME + " HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Content-Length: 0\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + SocketWire.KEY
                        + "\r\n")) {
            try (SocketWire answer = SocketWire.raw(gateway.http().connect(), head + auth + "\r\n")) {
                assertThat(answer.status()).as(head).isEqualTo(400);
                assertThat(answer.rest()).contains("request-malformed");
            }
        }
        assertThat(gateway.provider().connections()).isZero();
    }

    @Test
    void aProviderThatOpensNoSocketIsPassedOn() throws Exception {
        start();
        gateway.provider().says((connection, wire) -> {
            wire.received();
            wire.raw("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        });
        try (SocketWire answer =
                SocketWire.open(gateway.http().connect(), REALTIME, "Authorization: Bearer " + gateway.key("acme"))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.rest()).isEqualTo("{}");
            assertThat(outcome(answer)).isEqualTo("provider-error http-status");
        }
        for (String head : List.of(
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")) {
            gateway.provider().says((connection, wire) -> {
                wire.received();
                wire.raw(head);
                wire.awaitClose();
            });
            try (SocketWire answer = SocketWire.open(
                    gateway.http().connect(), REALTIME, "Authorization: Bearer " + gateway.key("acme"))) {
                assertThat(answer.status()).isEqualTo(502);
                assertThat(outcome(answer)).isEqualTo("provider-error malformed-answer");
            }
        }
        gateway.provider().says((connection, wire) -> {
            SocketWire asked = wire.askedForSocket();
            asked.switchProtocols("Sec-WebSocket-Extensions: permessage-deflate");
            asked.isOver();
        });
        try (SocketWire answer =
                SocketWire.open(gateway.http().connect(), REALTIME, "Authorization: Bearer " + gateway.key("acme"))) {
            assertThat(answer.status()).isEqualTo(502);
        }
        try (SocketWire answer = SocketWire.open(
                gateway.http().connect(),
                "/down/v1/realtime?model=m",
                "Authorization: Bearer " + gateway.key("acme"))) {
            assertThat(answer.status()).isEqualTo(502);
            assertThat(outcome(answer)).isEqualTo("provider-error connect-failed");
        }
        settled();
    }

    /// Nothing but the handshake makes a socket of a request.
    @Test
    void noMethodOfHttpIsASocket() throws Exception {
        start();
        gateway.providerSays("application/json", "{}");
        assertThat(gateway.raw("WEBSOCKET /o/v1/responses HTTP/1.1\r\nHost: g\r\nChirograph-Key: " + gateway.key("acme")
                                + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.lastCompleted().path("socket").isMissingNode()).isTrue();
    }
}
