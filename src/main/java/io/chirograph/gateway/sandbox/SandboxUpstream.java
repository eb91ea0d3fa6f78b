package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.web.util.UriUtils;

/// The provider inside the process: no key, no network, deterministic responses.
/// It reads of a request what the dialect reads for the record, so that a body of any size costs no memory.
/// @param pause how long model `sandbox-slow` waits before each piece of a stream
public record SandboxUpstream(Duration pause) implements Upstream {
    private static final Dialect DIALECT = Dialects.byName("sandbox");

    @Override
    public UpstreamResponse send(UpstreamRequest request) {
        boolean hasBody = !request.method().equals("HEAD");
        var stream = new SandboxStream(response(request), hasBody, pause, request.idleTimeout());
        request.cancel().accept(stream::cancel);
        return stream;
    }

    private static SandboxResponse response(UpstreamRequest request) {
        boolean anthropic = request.headers().first("anthropic-version") != null;
        Operation operation = DIALECT.operation(request.method(), request.path());
        if (operation.endpoint().equals("models")) {
            String id = lastSegment(request.path());
            return anthropic ? SandboxAnthropic.models(id) : SandboxOpenAi.models(id);
        }
        if (operation.kind() != Operation.Kind.INFERENCE) {
            return notFound(request, anthropic);
        }
        ReceivedBody body = request.body();
        String contentEncoding = request.headers().list("content-encoding");
        RequestFacts facts = body == null
                ? RequestFacts.UNKNOWN
                : DIALECT.readRequest(operation, "application/json", contentEncoding, body.bytes());
        String model = facts.model();
        if (body == null || model == null) {
            boolean isMessages = operation.endpoint().startsWith("messages");
            return refused(400, isMessages, "The body is not JSON or names no model.");
        }
        var asked = SandboxRequest.of(model, facts, body.digest().value(), body.length());
        return switch (operation.endpoint()) {
            case "chat.completions" -> SandboxOpenAi.chat(asked);
            case "completions" -> SandboxOpenAi.completion(asked);
            case "responses" -> SandboxResponsesApi.response(asked);
            case "embeddings" -> SandboxOpenAi.embeddings(asked);
            case "messages" -> SandboxAnthropic.message(asked);
            case "messages.count_tokens" -> SandboxAnthropic.count(asked);
            default -> notFound(request, anthropic);
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

    private static SandboxResponse notFound(UpstreamRequest request, boolean anthropic) {
        String asked = request.method() + " " + request.path();
        return refused(404, anthropic, "The sandbox does not answer " + asked + ".");
    }

    private static SandboxResponse refused(int status, boolean anthropic, String message) {
        String type = status == 404 ? "not_found_error" : "invalid_request_error";
        String error = "\"error\":{\"type\":\"%s\",\"message\":%s".formatted(type, SandboxRequest.quoted(message));
        return SandboxResponse.json(
                status, anthropic ? "{\"type\":\"error\"," + error + "}}" : "{" + error + ",\"code\":\"sandbox\"}}");
    }
}
