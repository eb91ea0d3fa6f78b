package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What calls of tools, their results and the agents behind them leave in the events of calls.
@Timeout(300)
class ToolCallsTest {
    private static final String CHAT = "/o/v1/chat/completions";
    private static final String ASKED = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start("gateway.agent-headers.session=x-run,x-claude-code-session-id");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static JsonNode started(Http.Answer answer) {
        return gateway.event("ai.call.started", answer.callId());
    }

    @Test
    void aCallOfAToolAndItsResultNameEachOther() throws Exception {
        String arguments = "{\"city\":\"Paris\"}";
        gateway.providerSays(
                "application/json",
                "{\"id\":\"r\",\"model\":\"m\",\"service_tier\":\"flex\",\"choices\":[{\"index\":0,\"finish_reason\":"
                        + "\"tool_calls\",\"message\":{\"tool_calls\":[{\"id\":\"call_1\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]}}]}");
        JsonNode completed = gateway.completed(gateway.http().post(CHAT, ASKED));
        String digest = "{\"alg\":\"sha256\",\"length\":" + arguments.length() + ",\"value\":\""
                + HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(arguments.getBytes(StandardCharsets.UTF_8)))
                + "\"}";
        assertThat(completed.get("toolCalls").toString())
                .isEqualTo("[{\"arguments\":" + digest + ",\"canonical\":" + digest
                        + ",\"id\":\"call_1\",\"name\":\"weather\"}]");
        assertThat(completed.get("serviceTier").asString()).isEqualTo("flex");
        assertThat(completed.has("toolCallsMore")).isFalse();

        Http.Answer next = gateway.http()
                .post(
                        CHAT,
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"4\"}]}");
        assertThat(started(next).get("toolResults").toString()).isEqualTo("[\"call_1\"]");
        assertThat(started(next).has("toolResultsMore")).isFalse();
    }

    @Test
    void whereNothingIsKeptTheArgumentsHaveNoDigestEither() throws Exception {
        gateway.providerSays(
                "application/json",
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"7\"}}]}}]}");
        JsonNode completed = gateway.completed(gateway.http().post(CHAT, ASKED, "Chirograph-Payload: nothing"));
        assertThat(completed.get("toolCalls").get(0).get("arguments").toString())
                .isEqualTo("{\"alg\":\"none\",\"length\":1}");
    }

    @Test
    void whatAgentsSayOfThemselvesIsAssertedAndGoesOn() throws Exception {
        gateway.providerSays("application/json", "{\"choices\":[]}");
        Http.Answer answer = gateway.http()
                .post(
                        CHAT,
                        ASKED,
                        "X-Claude-Code-Session-Id: s-1",
                        "X-Claude-Code-Agent-Id: " + "a".repeat(200),
                        "x-claude-code-parent-agent-id:  p-1 ",
                        "X-Stainless-Retry-Count: 2");
        JsonNode agent = started(answer).get("agent");
        assertThat(agent.get("session").asString()).isEqualTo("s-1");
        assertThat(agent.get("id").asString()).isEqualTo("a".repeat(128));
        assertThat(agent.get("parent").asString()).isEqualTo("p-1");
        assertThat(agent.get("retry").asInt()).isEqualTo(2);
        assertThat(started(answer).get("truncated").toString()).contains("agent.id");

        Http.Answer own = gateway.http()
                .post(CHAT, ASKED, "X-Claude-Code-Session-Id: s-1", "X-Run: r-1", "X-Stainless-Retry-Count: often");
        assertThat(started(own).get("agent").toString()).isEqualTo("{\"session\":\"r-1\"}");
        assertThat(started(gateway.http().post(CHAT, ASKED)).has("agent")).isFalse();
    }

    @Test
    void aGatewayKeyInTheIdOfAResultIsRefused() throws Exception {
        Http.Answer refused = gateway.http()
                .post(CHAT, "{\"model\":\"m\",\"messages\":[{\"tool_call_id\":\"" + gateway.key("acme") + "\"}]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("code").asString()).isEqualTo("key-misplaced");
    }
}
