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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Messages of the Model Context Protocol through the gateway.
@Timeout(300)
class McpCallsTest {
    private static final String CALL = "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'weather',"
            + "'arguments':{'city': 'Paris'}}}";

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start(
                "gateway.providers.m.base-url={provider}",
                "gateway.providers.m.dialect=mcp",
                "gateway.providers.m.credential=secret-of-m",
                "gateway.providers.m.idle-connection=1ns");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static Http.Answer post(String message, String... headers) throws Exception {
        return gateway.http().post("/m/mcp", message.replace('\'', '"'), headers);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aMessageIsRecordedByItsMethodItsNameAndItsArgumentsDigest() throws Exception {
        gateway.providerSays(
                "application/json", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[],\"isError\":true}}");
        Http.Answer answer = post(CALL, "Mcp-Method: tools/call", "Mcp-Name: =?base64?d2VhdGhlcg==?=");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.at("/parameters/mcp.method").asString()).isEqualTo("tools/call");
        assertThat(started.at("/parameters/mcp.name").asString()).isEqualTo("weather");
        assertThat(started.at("/parameters/mcp.arguments/value").asString()).isEqualTo(sha256("{\"city\": \"Paris\"}"));
        assertThat(started.get("dialect").asString()).isEqualTo("mcp");
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.get("outcome").asString()).isEqualTo("ok");
        assertThat(completed.get("gen_ai.response.finish_reasons").toString()).isEqualTo("[\"isError\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Mcp-Method: tools/list | {'method':'tools/call'}",
                "Mcp-Method: tools/call | {'id':1}",
                "Mcp-Method: tools/call | no JSON",
                "Mcp-Method: tools/call | {'method':'tools/list','method':'tools/call'}",
                "Mcp-Method: tools/call | {'method':'tools/call','Method':'tools/list'}",
                "Mcp-Method: =?base64?!?= | {'method':'!'}",
                "Mcp-Name: weather | {'method':'tools/call','params':{'name':'delete','uri':'weather'}}",
                "Mcp-Name: weather | {'method':'resources/read','params':{'name':'weather','uri':'file:///x'}}",
                "Mcp-Name: weather | {'method':'tools/call','params':{'name':'Weather'}}",
                "Mcp-Name: weather | {'method':'tools/list'}",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'tools/list'}",
                "MCP-Protocol-Version: 2027-01-01 | {'method':'tools/list','params':{'_meta':{}}}",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'x','params':{'_meta':{'io':{'modelcontextprotocol/protocolVersion':'2026-07-28'}}}}",
                "MCP-Protocol-Version: 2025-06-18 | {'method':'x','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}}}",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'x','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':20260728}}}",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'x','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28','io.modelcontextprotocol/protocolVersion':'2025-06-18'}}}",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'notifications/x','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':'2025-06-18'}}}"
            })
    void aHeaderThatDisagreesWithTheMessageIsRefused(String header, String message) throws Exception {
        Http.Answer refused = post(message, header);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("code").asString()).isEqualTo("mcp-header-mismatch");
        assertThat(refused.json().at("/error/code").asInt()).isEqualTo(-32020);
        assertThat(gateway.event("ai.call.refused", refused.callId())
                        .at("/code")
                        .asString())
                .isEqualTo("mcp-header-mismatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MCP-Protocol-Version: 2026-07-28 | {'id':1,'method':'x','params':{'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}}} | 2026-07-28",
                "MCP-Protocol-Version: 2026-07-28 | {'method':'notifications/x'} | ",
                "MCP-Protocol-Version: 2025-06-18 | {'id':1,'method':'tools/list'} | ",
                "MCP-Protocol-Version: DRAFT-1 | {'id':1,'method':'tools/list'} | ",
                "Mcp-Session-Id: s-1 | {'id':1,'result':{}} | ",
                "X: y | {'id':1,'method':'initialize','params':{'protocolVersion':'2025-06-18'}} | "
            })
    void aVersionThatIsNotContradictedPassesAndIsRecordedAsTheBodySaysIt(String header, String message, String version)
            throws Exception {
        gateway.providerSays("application/json", "{\"id\":1,\"result\":{}}");
        Http.Answer answer = post(message, header);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(gateway.lastBody()).isEqualTo(message.replace('\'', '"'));
        assertThat(gateway.event("ai.call.started", answer.callId())
                        .path("parameters")
                        .path("mcp.protocol.version")
                        .asString(null))
                .isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "[{'method':'tools/list'}]", " [{'id':1,'method':'a'},{'id':2,'method':'b'}]"})
    void aListOfMessagesIsRefused(String messages) throws Exception {
        Http.Answer refused = post(messages);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("code").asString()).isEqualTo("mcp-batch");
        assertThat(refused.json().at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(gateway.event("ai.call.refused", refused.callId())
                        .at("/code")
                        .asString())
                .isEqualTo("mcp-batch");
    }

    @Test
    void argumentsThatSayTheSameHaveTheSameCanonicalDigest() throws Exception {
        gateway.providerSays("application/json", "{\"id\":1,\"result\":{}}");
        JsonNode parameters =
                gateway.event("ai.call.started", post(CALL).callId()).get("parameters");
        assertThat(parameters.path("mcp.arguments.canonical").path("value").asString())
                .isEqualTo(sha256("{\"city\":\"Paris\"}"));
    }

    @Test
    void theSameHeaderTwiceIsNoAgreement() throws Exception {
        assertThat(post(CALL, "Mcp-Name: weather", "Mcp-Name: weather").status())
                .isEqualTo(400);
    }

    @Test
    void aListOfToolsLeavesItsDigest() throws Exception {
        String tools = "[{\"name\":\"weather\", \"description\":\"x\"}]";
        String result = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":" + tools + ",\"ttlMs\":1}}";
        gateway.providerSays("application/json", result);
        JsonNode json = gateway.completed(post("{'id':1,'method':'tools/list'}", "mcp-method: tools/list"));
        assertThat(json.at("/tools/value").asString()).isEqualTo(sha256(tools));

        gateway.providerSays(
                "text/event-stream",
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n"
                        + "data: {\"id\":7,\"method\":\"sampling/createMessage\"}\n\ndata: " + result + "\n\n");
        Http.Answer answer = post("{'id':1,'method':'tools/list'}");
        JsonNode stream = gateway.completed(answer);
        assertThat(answer.text()).contains("ttlMs");
        assertThat(stream.at("/tools/value").asString()).isEqualTo(sha256(tools));
        assertThat(stream.get("outcome").asString()).isEqualTo("ok");
        assertThat(stream.get("end").asString()).isEqualTo("verified");
    }

    @Test
    void aStreamWithoutAResponseIsNoWholeOneAndAnErrorIsOne() throws Exception {
        gateway.providerSays("text/event-stream", "data: {\"method\":\"notifications/progress\"}\n\n");
        JsonNode cut = gateway.completed(post("{'id':1,'method':'tools/list'}"));
        assertThat(cut.get("reason").asString()).isEqualTo("no-terminal-event");
        gateway.providerSays(
                "application/json", "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"x\"}}");
        JsonNode error = gateway.completed(post("{'id':1,'method':'tools/list'}"));
        assertThat(error.get("outcome").asString()).isEqualTo("provider-error");
    }
}
