package io.chirograph.standin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Answers of a provider that says back what it was told in confidence.
final class Echoes {
    private static final List<String> PLACES =
            List.of("x-said", "authorization", "x-api-key", "api-key", "x-goog-api-key");

    private Echoes() {}

    static Map<String, Scenario> all() {
        return Map.of(
                "told-error", (request, wire) -> error(request, wire),
                "told-fields", (request, wire) -> fields(request, wire),
                "told-stream", (request, wire) -> stream(request, wire),
                "told-status-line", malformed("key %s is no good\r\n\r\n"),
                "told-header-line", malformed("HTTP/1.1 200 OK\r\nno colon %s\r\n\r\n"),
                "told-length", malformed("HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n"),
                "told-encoding", malformed("HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n"),
                "told-chunk", malformed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n%s\r\n"));
    }

    private static String told(Received request) {
        for (String place : PLACES) {
            String value = request.header(place);
            if (value != null) {
                return value.substring(value.lastIndexOf(' ') + 1);
            }
        }
        return request.target().substring(request.target().lastIndexOf('=') + 1);
    }

    private static String head(String told) {
        return "x-request-id: req-" + told + "\r\nopenai-organization: " + told + "\r\n";
    }

    private static boolean error(Received request, Wire wire) throws IOException {
        String told = told(request);
        String body =
                "{\"error\":{\"message\":\"Incorrect API key provided: %1$s\",\"type\":\"%1$s\",\"param\":\"%1$s\",\"code\":\"%1$s\"}}"
                        .formatted(told);
        wire.answer(
                "401 Unauthorized",
                head(told) + "WWW-Authenticate: Bearer error=\"" + told + "\"\r\nContent-Type: application/json; key="
                        + told + "\r\n",
                body.getBytes(StandardCharsets.UTF_8),
                false);
        return true;
    }

    private static boolean fields(Received request, Wire wire) throws IOException {
        String body =
                "{\"id\":\"chatcmpl-%1$s\",\"object\":\"chat.completion\",\"model\":\"m-%1$s\",\"choices\":[{\"index\":0,\"finish_reason\":\"%1$s\",\"message\":{\"role\":\"assistant\",\"content\":\"%1$s\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}"
                        .formatted(told(request));
        wire.answer(
                "200 OK",
                head(told(request)) + "Content-Type: application/json\r\n",
                body.getBytes(StandardCharsets.UTF_8),
                false);
        return true;
    }

    private static boolean stream(Received request, Wire wire) throws IOException {
        String told = told(request);
        wire.head("200 OK", head(told) + "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
        wire.chunk(
                "data: {\"id\":\"c-%1$s\",\"model\":\"m-%1$s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%1$s\"}}]}\n\n"
                        .formatted(told));
        wire.chunk("data: {\"error\":{\"message\":\"%1$s\",\"type\":\"%1$s\",\"code\":\"%1$s\"}}\n\n".formatted(told));
        wire.raw("0\r\n\r\n");
        return true;
    }

    private static Scenario malformed(String answer) {
        return (request, wire) -> {
            wire.raw(answer.formatted(told(request)));
            wire.close();
            return false;
        };
    }
}
