package io.chirograph.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a switch that is thrown makes of calls, before they start; what it makes of those under way is in
/// `InterruptedCallsTest`.
@Timeout(300)
class CallSwitchesTest {
    private static final String POLICY = """
        version: 1
        allow: {operations: [inference, catalogue, stateful]}
        aliases:
          fast: {provider: o, model: real}
        """;

    @TempDir
    private static Path directory;

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start("policy.file=" + Files.writeString(directory.resolve("policy.yml"), POLICY));
        gateway.add("other", "other", Grants.UNLIMITED);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static void refused(Http.Answer answer, int status, String code, String field, String value) {
        JsonNode json = answer.json();
        assertThat(json.path("code").asString("")).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(json.path("field").asString("")).isEqualTo(field);
        assertThat(json.path("value").asString("")).isEqualTo(value);
        assertThat(json.at("/error/code").asString("")).isEqualTo(code);
        assertThat(answer.header("x-should-retry")).contains("false");
        JsonNode event = gateway.event("ai.call.refused", answer.callId());
        assertThat(event.path("code").asString("")).isEqualTo(code);
        assertThat(event.at("/actor/verified/keyId").isString()).isTrue();
        assertThat(gateway.find("ai.call.started", answer.callId())).isNull();
    }

    private static Http.Answer call(String key, String body) throws Exception {
        return gateway.as(key).post("/o/v1/chat/completions", body);
    }

    @ParameterizedTest
    @CsvSource({
        // scope, whether a call of another tenant and key goes on, whether one of another model does
        "all, false, false",
        "provider:o, false, false",
        "tenant:acme, true, false",
        "key:acme, true, false",
        "model:m*, false, true",
        "model:real, false, true",
        "model:in-query, false, true",
    })
    void callsOfItsScopeAreRefusedUntilItIsTakenBack(String scope, boolean othersGoOn, boolean otherModelsGoOn)
            throws Exception {
        String model = scope.equals("model:real") ? "fast" : "m-1";
        String body = "{\"model\":\"" + model + "\",\"messages\":[]}";
        String target = "/o/v1/chat/completions" + (scope.equals("model:in-query") ? "?model=in-query" : "");
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        assertThat(gateway.http().post(target, body).status()).isEqualTo(200);
        TestSwitches.stop(board, scope, false);
        try {
            refused(gateway.http().post(target, body), 503, "switched-off", "switch", scope);
            assertThat(gateway.as("other").post(target, body).status()).isEqualTo(othersGoOn ? 200 : 503);
            assertThat(call("acme", body.replace(model, "x")).status()).isEqualTo(otherModelsGoOn ? 200 : 503);
        } finally {
            TestSwitches.resume(board, scope);
        }
        assertThat(gateway.http().post(target, body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]} | ''",
                "{\"model\":\"a\",\"model\":\"a\"} | a",
                "no json | ''",
            })
    void whileAModelIsStoppedNoCallGoesOnWhoseModelIsNotKnown(String body, String value) throws Exception {
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        TestSwitches.stop(board, "model:m", false);
        try {
            refused(call("acme", body), 400, "model-unreadable", "model", value);
            assertThat(gateway.http().get("/o/v1/models").status())
                    .as("a catalogue asks for no model")
                    .isEqualTo(200);
        } finally {
            TestSwitches.resume(board, "model:m");
        }
    }

    /// The provider and the caller are known before the body is read.
    @Test
    void aCallThatIsStoppedByItsHeadIsRefusedBeforeItsBodyComes() throws Exception {
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        TestSwitches.stop(board, "provider:o", false);
        try (var socket = gateway.http().connect()) {
            socket.getOutputStream()
                    .write(gateway.http().head("POST", "/o/v1/chat/completions", 100_000, "Expect: 100-continue"));
            refused(Http.read(socket, "POST"), 503, "switched-off", "switch", "provider:o");
        } finally {
            TestSwitches.resume(board, "provider:o");
        }
    }

    @Test
    void aSwitchThatLeavesOpenCallsAloneLetsThemEnd() throws Exception {
        var asked = new CountDownLatch(1);
        var thrown = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            asked.countDown();
            thrown.await();
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        });
        var open = new FutureTask<>(() -> call("acme", "{\"model\":\"m-1\"}"));
        Thread.startVirtualThread(open);
        asked.await();
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        TestSwitches.stop(board, "tenant:acme", false);
        try {
            thrown.countDown();
            assertThat(open.get().status()).isEqualTo(200);
            assertThat(gateway.completed(open.get()).path("outcome").asString(""))
                    .isEqualTo("ok");
        } finally {
            TestSwitches.resume(board, "tenant:acme");
            gateway.providerSays("application/json", "{}");
        }
    }
}
