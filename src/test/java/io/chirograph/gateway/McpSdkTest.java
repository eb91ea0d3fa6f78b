package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What clients and servers of the official TypeScript SDK say to each other, through the gateway; `bench/mcp/run` has
/// the SDK itself say it.
@Timeout(300)
class McpSdkTest {
    private static JsonNode conversation(String file) throws Exception {
        try (InputStream in = McpSdkTest.class.getResourceAsStream("/mcp/" + file)) {
            return JsonMapper.shared().readTree(in.readAllBytes()).get("exchanges");
        }
    }

    private static String answer(JsonNode response) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + response.get("status").asInt() + " X\r\n");
        response.get("headers")
                .properties()
                .forEach(header -> head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue().asString())
                        .append("\r\n"));
        String body = response.get("body").asString();
        return head + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @CsvSource({"stateless.json, 2026-07-28", "session.json,"})
    void aConversationPassesByteByByteAndTheChangedDescriptionIsRecorded(String file, String version) throws Exception {
        try (GatewayHarness gateway = GatewayHarness.start(
                "gateway.providers.m.base-url={provider}",
                "gateway.providers.m.dialect=mcp",
                "gateway.providers.m.credential=secret-of-m",
                "gateway.providers.m.idle-connection=1ns")) {
            List<String> methods = new ArrayList<>();
            List<String> changes = new ArrayList<>();
            for (JsonNode exchange : conversation(file)) {
                String request = exchange.at("/request/body").asString();
                gateway.providerSays(answer(exchange.get("response")));
                List<String> headers = new ArrayList<>();
                exchange.at("/request/headers").properties().forEach(header -> {
                    if (!header.getKey().equals("content-type")) {
                        headers.add(header.getKey() + ": " + header.getValue().asString());
                    }
                });
                Http.Answer answer = gateway.http().post("/m/mcp", request, headers.toArray(String[]::new));
                assertThat(answer.status())
                        .isEqualTo(exchange.at("/response/status").asInt());
                assertThat(answer.text())
                        .isEqualTo(exchange.at("/response/body").asString());
                assertThat(gateway.lastBody()).isEqualTo(request);
                assertThat(gateway.completed(answer).get("outcome").asString()).isEqualTo("ok");
                JsonNode parameters =
                        gateway.event("ai.call.started", answer.callId()).get("parameters");
                methods.add(parameters.path("mcp.method").asString());
                assertThat(parameters.path("mcp.protocol.version").asString(null))
                        .isEqualTo(version);
                JsonNode changed = gateway.find("mcp.list.changed", answer.callId());
                if (changed != null) {
                    JsonNode change = changed.at("/changes/0");
                    changes.add(change.get("name").asString()
                            + ' '
                            + change.get("change").asString()
                            + ' '
                            + change.path("parts").asString(""));
                }
            }
            assertThat(methods).contains("tools/list", "tools/call", "tools/list");
            assertThat(changes).containsExactly("weather added ", "weather changed description");
        }
    }
}
