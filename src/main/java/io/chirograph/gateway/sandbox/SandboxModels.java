package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.known.Dialects;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/// What the sandbox responds: deterministic from the request, with usage.
///
/// Stateless; safe for many threads. It reads of a request what the dialect reads for the record, so that a
/// body of any size costs no memory.
final class SandboxModels {
    private static final Dialect DIALECT = Dialects.byName("sandbox");

    private SandboxModels() {}

    /// @param path raw path below the provider
    /// @param digest the body's SHA-256 in hex
    /// @param anthropic whether the request has Anthropic's version header
    /// @param body opens the body; null when there is none
    static SandboxResponse response(
            String method,
            String path,
            boolean anthropic,
            String digest,
            long length,
            @Nullable String contentEncoding,
            Dialect.@Nullable BodySource body) {
        Operation operation = DIALECT.operation(method, path);
        if (operation.endpoint().equals("models")) {
            String id = lastSegment(path);
            return anthropic ? SandboxAnthropic.models(id) : SandboxOpenAi.models(id);
        }
        if (operation.kind() != Operation.Kind.INFERENCE) {
            return notFound(method, path, anthropic);
        }
        RequestFacts facts = body == null
                ? RequestFacts.UNKNOWN
                : DIALECT.readRequest(operation, "application/json", contentEncoding, body);
        String model = facts.model();
        boolean isMessages = operation.endpoint().startsWith("messages");
        if (model == null) {
            return refused(400, isMessages, "The body is not JSON or names no model.");
        }
        var request = new SandboxRequest(model, facts, digest, length);
        return switch (operation.endpoint()) {
            case "chat.completions" -> SandboxOpenAi.chat(request);
            case "completions" -> SandboxOpenAi.completion(request);
            case "responses" -> SandboxResponsesApi.response(request);
            case "embeddings" -> SandboxOpenAi.embeddings(request);
            case "messages" -> SandboxAnthropic.message(request);
            case "messages.count_tokens" -> SandboxAnthropic.count(request);
            default -> notFound(method, path, anthropic);
        };
    }

    private static String lastSegment(String path) {
        String end = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String segment = end.substring(end.lastIndexOf('/') + 1);
        try {
            return UriUtils.decode(segment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment;
        }
    }

    private static SandboxResponse notFound(String method, String path, boolean anthropic) {
        return refused(404, anthropic, "The sandbox does not answer " + method + " " + path + ".");
    }

    private static SandboxResponse refused(int status, boolean anthropic, String message) {
        String type = status == 404 ? "not_found_error" : "invalid_request_error";
        String error = "\"error\":{\"type\":\"%s\",\"message\":%s".formatted(type, SandboxRequest.quoted(message));
        return SandboxResponse.json(
                status, anthropic ? "{\"type\":\"error\"," + error + "}}" : "{" + error + ",\"code\":\"sandbox\"}}");
    }
}
