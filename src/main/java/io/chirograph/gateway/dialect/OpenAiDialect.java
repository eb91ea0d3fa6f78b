package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// OpenAI's wire format, which many providers share. Endpoints are known by the end of their path, since the
/// providers differ in what comes before (`/v1`, `/v1beta/openai`, `/openai/deployments/<name>`).
final class OpenAiDialect implements Dialect {
    private static final Set<String> ENDED = Set.of("chat.completions", "responses", "completions");

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        var path = Paths.of(rawPath);
        if (path.has("files") || path.has("batches") || path.has("uploads") || path.has("vector_stores")) {
            return new Operation("other", "files", Kind.FILES);
        }
        if (method.equals("POST")) {
            return posted(path);
        }
        if (path.isAtOrUnder("models")) {
            return new Operation("other", "models", Kind.CATALOGUE);
        }
        if (path.isAtOrUnder("responses")) {
            return new Operation("other", "responses", Kind.OTHER);
        }
        return new Operation("other", "other", Kind.OTHER);
    }

    private static Operation posted(Paths path) {
        if (path.endsWith("chat", "completions")) {
            return new Operation("chat", "chat.completions", Kind.INFERENCE);
        }
        if (path.endsWith("responses")) {
            return new Operation("chat", "responses", Kind.INFERENCE);
        }
        if (path.endsWith("embeddings")) {
            return new Operation("embeddings", "embeddings", Kind.INFERENCE);
        }
        if (path.endsWith("completions")) {
            return new Operation("text_completion", "completions", Kind.INFERENCE);
        }
        for (String endpoint : new String[] {"images", "audio", "moderations"}) {
            if (path.has(endpoint)) {
                return new Operation("other", endpoint, Kind.INFERENCE);
            }
        }
        return new Operation("other", "other", Kind.OTHER);
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, OTHER -> RequestScan.read(RequestShape.OPENAI, contentEncoding, body);
            case CATALOGUE, FILES -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() == Kind.FILES || operation.kind() == Kind.CATALOGUE) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && ENDED.contains(operation.endpoint());
        return new BodyReader(new OpenAiLearning(endExpected), header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("error", ErrorBody.openAi(error));
        return ErrorBody.bytes(members);
    }
}
