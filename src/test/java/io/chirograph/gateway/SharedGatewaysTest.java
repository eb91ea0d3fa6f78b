package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.keys.GatewayKeyRegister;
import io.chirograph.keys.TestGatewayKeys;
import io.chirograph.query.index.postgres.PostgresServer;
import io.chirograph.recording.Recorder;
import io.chirograph.state.Hearing;
import io.chirograph.state.Relay;
import io.chirograph.state.State;
import io.chirograph.state.TestState;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two gateways that share a database: what is done at one holds at the other, which refuses while it cannot know.
@Timeout(300)
class SharedGatewaysTest {
    private static final String CHAT = "/o/v1/chat/completions";
    private static final String BODY = "{\"model\":\"m\",\"messages\":[]}";

    private static Relay relay;
    private static GatewayHarness here;
    private static GatewayHarness there;
    private static GatewayKeyRegister register;

    @BeforeAll
    static void start() throws Exception {
        PostgresServer.require();
        String url = TestState.database();
        relay = new Relay(URI.create(url.substring("jdbc:".length())).getPort());
        here = GatewayHarness.start(TestState.settings(url));
        there = GatewayHarness.start(
                TestState.settings(url.replaceFirst(":[0-9]+/", ":" + relay.port() + "/"), "state.deaf-after=2s"));
        register = register(here);
        GatewayKeyRegister unused = register(there);
    }

    @AfterAll
    static void stop() throws Exception {
        for (GatewayHarness each : new GatewayHarness[] {here, there}) {
            if (each != null) {
                each.close();
            }
        }
        if (relay != null) {
            relay.close();
        }
    }

    private static GatewayKeyRegister register(GatewayHarness of) throws IOException {
        return TestGatewayKeys.register(
                of.bean(State.class),
                of.bean(Hearing.class),
                of.bean(GatewayKeys.class),
                of.bean(Recorder.class),
                of.bean(Clock.class));
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60));
    }

    private static Http.Answer call(GatewayHarness at, String key) throws Exception {
        return new Http(at.port(), key).post(CHAT, BODY);
    }

    @Test
    void aKeyIsGoodAtBothUntilItIsWithdrawnAtOne() throws Exception {
        String key = TestGatewayKeys.make(register, "made-here", "acme");
        assertThat(call(here, key).status()).isEqualTo(200);
        soon().until(() -> call(there, key).status() == 200);
        TestGatewayKeys.disable(register, "made-here");
        assertThat(call(here, key).status()).isEqualTo(401);
        soon().until(() -> call(there, key).status() == 401);
    }

    @Test
    void aSwitchStopsAtBothUntilItIsTakenBackAtTheOther() throws Exception {
        String key = TestGatewayKeys.make(register, "switched", "acme");
        soon().until(() -> call(there, key).status() == 200);
        TestSwitches.stop(here.bean(SwitchBoard.class), "provider:o", false);
        soon().until(() -> call(there, key).status() == 503);
        assertThat(call(there, key).text()).contains("switched-off");
        TestSwitches.stop(there.bean(SwitchBoard.class), "model:z", false);
        TestSwitches.resume(there.bean(SwitchBoard.class), "provider:o");
        assertThat(call(there, key).status()).isEqualTo(200);
        soon().until(() -> call(here, key).status() == 200);
        TestSwitches.resume(here.bean(SwitchBoard.class), "model:z");
        soon().until(() -> there.bean(SwitchBoard.class).stops().thrown().isEmpty());
    }

    @Test
    void whoCannotHearRefusesAndGoesOnKnowingWhatHappenedMeanwhile() throws Exception {
        String kept = TestGatewayKeys.make(register, "kept", "acme");
        String withdrawn = TestGatewayKeys.make(register, "withdrawn", "acme");
        soon().until(() -> call(there, kept).status() == 200);
        assertThat(call(there, withdrawn).status()).isEqualTo(200);
        relay.hold();
        try {
            TestGatewayKeys.disable(register, "withdrawn");
            soon().until(() -> call(there, withdrawn).status() == 503);
            Http.Answer refused = call(there, kept);
            assertThat(refused.text()).contains("state-unavailable");
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(there.event("ai.call.refused", refused.callId())
                            .path("code")
                            .asString(""))
                    .isEqualTo("state-unavailable");
            assertThat(call(here, kept).status()).isEqualTo(200);
        } finally {
            relay.cut();
            relay.goOn();
        }
        soon().until(() -> call(there, kept).status() == 200);
        assertThat(call(there, withdrawn).status()).isEqualTo(401);
    }

    @Test
    void anObjectMadeAtOneIsItsTenantsAtTheOther() throws Exception {
        there.providerSays("application/json", "{\"id\":\"file-1x2y3z\",\"object\":\"file\"}");
        here.providerSays("application/json", "{\"id\":\"file-1x2y3z\",\"object\":\"file\"}");
        String acme = TestGatewayKeys.make(register, "of-acme", "acme");
        String other = TestGatewayKeys.make(register, "of-other", "other");
        soon().until(() -> call(there, acme).status() == 200);
        assertThat(new Http(there.port(), acme)
                        .post("/o/v1/vector_stores", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(new Http(here.port(), other)
                        .post(CHAT, "{\"model\":\"m\",\"messages\":[{\"content\":\"file-1x2y3z\"}]}")
                        .status())
                .isEqualTo(404);
        assertThat(new Http(here.port(), other).get("/o/v1/files/file-1x2y3z").status())
                .isEqualTo(404);
    }
}
