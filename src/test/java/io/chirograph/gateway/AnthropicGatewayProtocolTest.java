package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.recording.FakeJournal;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Anthropic's published gateway protocol: what a gateway between Claude Code and a provider must let pass, byte by
/// byte, in both directions. The demands are those of the page "Gateway protocol reference"
/// (code.claude.com/docs/en/llm-gateway-protocol, as of 2026-06). Requests have the form of that client's; the client
/// itself was not tried.
@Timeout(300)
class AnthropicGatewayProtocolTest {
    /// The attribution block stands first, and moves the prompt cache if anybody changes a byte before the next one.
    private static final String BODY = """
            {"model":"claude-sonnet-4-6","max_tokens":32000,"stream":true,\
            "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.126.ab1; cc_entrypoint=cli;"},\
            {"type":"text","text":"You are\\u0020Claude Code, …","cache_control":{"type":"ephemeral","ttl":"1h"}}],\
            "thinking":{"type":"adaptive"},"output_config":{"effort":"high"},\
            "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},\
            "tools":[{"name":"Bash","input_schema":{"type":"object"},"defer_loading":true,"eager_input_streaming":true}],\
            "metadata":{"user_id":"user_1"},"a_field_of_tomorrow":{"kept":1.50,"kept":2e0},\
            "messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""";

    private static final List<String> HEADERS = List.of(
            "anthropic-version: 2023-06-01",
            "anthropic-beta: claude-code-20250219,interleaved-thinking-2025-05-14",
            "anthropic-beta: a-beta-of-tomorrow-2027-01-01",
            "anthropic-header-of-tomorrow: kept",
            "anthropic-dangerous-direct-browser-access: true",
            "x-app: cli",
            "User-Agent: claude-cli/2.1.126 (external, cli)",
            "X-Claude-Code-Session-Id: 0b4e0f5e-6f0a-4b7e-9a53-1f6d1b0c1e11",
            "X-Claude-Code-Agent-Id: agent-7",
            "X-Claude-Code-Parent-Agent-Id: agent-1",
            "X-Claude-Code-Header-Of-Tomorrow: kept",
            "X-Stainless-Retry-Count: 2",
            "X-Stainless-Timeout: 600",
            "Accept: application/json");

    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-4-6","usage":{"input_tokens":9,\
            "cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}

            event: ping
            data: {"type":"ping"}

            event: an_event_of_tomorrow
            data: {"type":"an_event_of_tomorrow"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}

            """;
    private static final String END = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static final AtomicReference<Received> SEEN = new AtomicReference<>();
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayHarness.start("gateway.providers.a.auth=x-api-key");
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static Received seen() {
        return Objects.requireNonNull(SEEN.get(), "the provider was not asked");
    }

    private static void says(RawUpstream.Script script) {
        gateway.provider().says((connection, wire) -> {
            SEEN.set(wire.received());
            script.serve(connection, wire);
        });
    }

    private static String request(String line, String credential, String body) {
        List<String> lines = new ArrayList<>(List.of(line, "Host: gateway", credential));
        lines.addAll(HEADERS);
        if (!body.isEmpty()) {
            lines.add("Content-Type: application/json");
            lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        }
        return String.join("\r\n", lines) + "\r\n\r\n" + body;
    }

    private static Http.Answer send(String line, String credential, String body) throws IOException {
        try (Socket socket = gateway.http().connect()) {
            socket.getOutputStream().write(request(line, credential, body).getBytes(StandardCharsets.UTF_8));
            return Http.read(socket, line.split(" ", 2)[0]);
        }
    }

    private static Http.Answer messages() throws IOException {
        return send("POST /a/v1/messages?beta=true HTTP/1.1", "x-api-key: " + gateway.key("acme"), BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key: ", "Authorization: Bearer "})
    void theRequestArrivesAsItWasSentButForTheCredential(String place) throws Exception {
        says((connection, wire) -> wire.answer(
                "200 OK",
                "Content-Type: text/event-stream\r\n",
                (STREAM + END).getBytes(StandardCharsets.UTF_8),
                false));
        Http.Answer answer = send("POST /a/v1/messages?beta=true HTTP/1.1", place + gateway.key("acme"), BODY);
        assertThat(answer.status()).isEqualTo(200);
        Received request = seen();
        assertThat(request.target()).isEqualTo("/v1/messages?beta=true");
        assertThat(request.body()).isEqualTo(BODY);
        assertThat(lower(request.headers())).containsAll(lower(HEADERS)).noneMatch(line -> line.contains("cg_"));
        assertThat(lower(request.headers())).contains("x-api-key: secret-of-a");
        assertThat(answer.text()).isEqualTo(STREAM + END);
    }

    /// Names of headers have no case, and their values have.
    private static List<String> lower(List<String> headers) {
        return headers.stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')))
                .toList();
    }

    @Test
    void whoseAgentItWasAndWhatItTookAreOnRecord() throws Exception {
        says((connection, wire) -> wire.answer(
                "200 OK",
                "Content-Type: text/event-stream\r\n",
                (STREAM + END).getBytes(StandardCharsets.UTF_8),
                false));
        Http.Answer answer = messages();
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.toString())
                .contains("0b4e0f5e-6f0a-4b7e-9a53-1f6d1b0c1e11", "agent-7", "agent-1")
                .doesNotContain("cg_acme");
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("gen_ai.usage.input_tokens").longValue()).isEqualTo(17);
        assertThat(completed.path("gen_ai.usage.output_tokens").longValue()).isEqualTo(4);
    }

    /// Each event is with the caller before the provider says the next one; the last one waits for its record alone.
    @Test
    void aStreamPassesAsItComes() throws Exception {
        var read = new CountDownLatch(1);
        says((connection, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.chunk(STREAM);
            if (!read.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the caller did not see the beginning");
            }
            wire.chunk(END);
            wire.lastChunk();
        });
        try (Socket socket = gateway.http().connect()) {
            socket.getOutputStream()
                    .write(request("POST /a/v1/messages HTTP/1.1", "x-api-key: " + gateway.key("acme"), BODY)
                            .getBytes(StandardCharsets.UTF_8));
            var in = new BufferedInputStream(socket.getInputStream());
            var text = new StringBuilder();
            while (text.indexOf("\"text\":\"hi\"") < 0) {
                int next = in.read();
                assertThat(next).as("%s", text).isNotNegative();
                text.append((char) next);
            }
            read.countDown();
            while (text.indexOf("\r\n0\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("%s", text).isNotNegative();
                text.append((char) next);
            }
            assertThat(text.toString()).contains("an_event_of_tomorrow", "event: ping", "message_stop");
        }
    }

    /// The client tells what went wrong by the wording, and waits as the headers say.
    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, prompt is too long: 215000 tokens > 200000 maximum",
        "401, authentication_error, OAuth token has expired",
        "413, request_too_large, Request exceeds the maximum size",
        "429, rate_limit_error, This request would exceed your account's rate limit",
        "500, api_error, Internal server error",
        "529, overloaded_error, Overloaded"
    })
    void errorsComeBackAsTheProviderWroteThem(int status, String type, String message) throws Exception {
        String body = "{\"type\":\"error\", \"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_1\"}";
        List<String> headers = List.of(
                "request-id: req_1",
                "retry-after: 17",
                "x-should-retry: true",
                "anthropic-organization-id: org_1",
                "anthropic-ratelimit-requests-remaining: 0",
                "anthropic-ratelimit-tokens-reset: 2026-11-30T00:00:00Z",
                "anthropic-ratelimit-unified-status: rejected",
                "anthropic-ratelimit-unified-of-tomorrow: 1");
        says((connection, wire) -> wire.answer(
                status + " X",
                "Content-Type: application/json\r\n" + String.join("\r\n", headers) + "\r\n",
                body.getBytes(StandardCharsets.UTF_8),
                false));
        Http.Answer answer = messages();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(lower(answer.headers())).containsAll(headers);
        assertThat(gateway.completed(answer).path("outcome").asString("")).isEqualTo("provider-error");
    }

    @Test
    void anErrorInsideAStreamIsPassedAndRecorded() throws Exception {
        String error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"
                + "\"Overloaded\"}}\n\n";
        says((connection, wire) -> wire.answer(
                "200 OK",
                "Content-Type: text/event-stream\r\n",
                (STREAM + error).getBytes(StandardCharsets.UTF_8),
                false));
        Http.Answer answer = messages();
        assertThat(answer.text()).isEqualTo(STREAM + error);
        assertThat(gateway.completed(answer).path("outcome").asString("")).isEqualTo("provider-error");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/messages/count_tokens?beta=true, '{\"input_tokens\":12}'",
        "GET, /v1/models?limit=1000, '{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-4-6\"}],\"has_more\":false}'",
        "GET, /v1/models/claude-sonnet-4-6, '{\"type\":\"model\",\"id\":\"claude-sonnet-4-6\"}'"
    })
    void theOtherEndpointsPass(String method, String target, String body) throws Exception {
        says((connection, wire) -> wire.answer(
                "200 OK", "Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8), false));
        Http.Answer answer = send(
                method + " /a" + target + " HTTP/1.1",
                "Authorization: Bearer " + gateway.key("acme"),
                method.equals("POST") ? BODY : "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(seen().target()).isEqualTo(target);
    }

    /// What the gateway itself says has Anthropic's shape, and whole seconds to wait.
    @Test
    void aRefusalOfOursHasTheShapeThatTheClientReads() throws Exception {
        gateway.journal().mood(FakeJournal.Mood.FULL);
        Http.Answer answer = messages();
        gateway.journal().mood(FakeJournal.Mood.WORKS);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after").orElse("")).matches("[1-9][0-9]*");
        assertThat(answer.json().path("type").asString("")).isEqualTo("error");
        assertThat(answer.json().at("/error/type").asString("")).isNotBlank();
        assertThat(answer.json().at("/error/message").asString("")).isNotBlank();
    }
}
