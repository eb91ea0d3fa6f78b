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
        var path = Paths.of(rawPath);
        if (path.has("files") || path.has("batches")) {
            return new Operation("other", "files", Kind.FILES);
        }
        if (method.equals("POST")) {
            return posted(path);
        }
        if (path.isAtOrUnder("models")) {
            return new Operation("other", "models", Kind.CATALOGUE);
        }
        return new Operation("other", "other", Kind.OTHER);
    }

    private static Operation posted(Paths path) {
        if (path.endsWith(MESSAGES)) {
            return new Operation("chat", MESSAGES, Kind.INFERENCE);
        }
        if (path.endsWith(MESSAGES, "count_tokens")) {
            return new Operation("other", "messages.count_tokens", Kind.INFERENCE);
        }
        if (path.endsWith("complete")) {
            return new Operation("text_completion", "complete", Kind.INFERENCE);
        }
        return new Operation("other", "other", Kind.OTHER);
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, OTHER -> RequestScan.read(RequestShape.ANTHROPIC, contentEncoding, body);
            case CATALOGUE, FILES -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() == Kind.FILES || operation.kind() == Kind.CATALOGUE) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && operation.endpoint().equals(MESSAGES);
        return new BodyReader(new AnthropicLearning(endExpected), header);
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
