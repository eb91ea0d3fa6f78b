package io.chirograph.gateway.dialect.known;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.ResponseUrls;
import io.chirograph.gateway.dialect.anthropic.AnthropicDialect;
import io.chirograph.gateway.dialect.openai.OpenAiDialect;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// What the sandbox speaks: OpenAI's and Anthropic's dialects, told apart by path.
final class SandboxDialect implements Dialect {
    private final Dialect openAi = new OpenAiDialect();
    private final Dialect anthropic = new AnthropicDialect();

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        var operation = anthropic.operation(method, rawPath);
        return isAnthropic(operation) ? operation : openAi.operation(method, rawPath);
    }

    private static boolean isAnthropic(Operation operation) {
        return operation.endpoint().startsWith("messages");
    }

    @Override
    public Dialect of(Operation operation) {
        return isAnthropic(operation) ? anthropic : openAi;
    }

    @Override
    public RequestFacts readRequest(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body) {
        return of(operation).readRequest(operation, contentType, contentEncoding, body);
    }

    @Override
    public ResponseObserver response(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        return of(operation).response(operation, status, header);
    }

    @Override
    public ResponseUrls urls(Operation operation) {
        return of(operation).urls(operation);
    }

    /// A body that the SDKs of both can read.
    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("type", "error");
        var both = ErrorBody.anthropic(error);
        both.put("param", error.field());
        both.put("code", ErrorBody.openAi(error).get("code"));
        members.put("error", both);
        members.put("request_id", error.callId());
        return ErrorBody.bytes(members);
    }
}
