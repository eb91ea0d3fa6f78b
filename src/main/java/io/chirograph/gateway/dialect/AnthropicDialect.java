package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Anthropic's wire format.
final class AnthropicDialect implements Dialect {
    private static final String MESSAGES = "messages";

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        return EndpointTable.ANTHROPIC.find(method, Paths.of(rawPath).segments());
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER ->
                RequestScan.read(RequestShape.ANTHROPIC, contentType, contentEncoding, body);
            case CATALOGUE, FILES, ACCOUNT -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() != Kind.INFERENCE && operation.kind() != Kind.OTHER) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && operation.endpoint().equals(MESSAGES);
        return new BodyReader(new AnthropicLearning(endExpected), operation.kind() == Kind.INFERENCE, header);
    }

    @Override
    public AnswerUrls urls(Operation operation) {
        return operation.endpoint().equals("messages.batches") ? AnswerUrls.ANTHROPIC_BATCHES : AnswerUrls.COMMON;
    }

    /// `type` is Anthropic's word here; the problem's own type can be told from `code`.
    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("type", "error");
        members.put("error", ErrorBody.anthropic(error));
        members.put("request_id", error.callId());
        return ErrorBody.bytes(members);
    }
}
