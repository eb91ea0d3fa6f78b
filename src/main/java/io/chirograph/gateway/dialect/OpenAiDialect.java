package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// OpenAI's wire format, which many providers share.
final class OpenAiDialect implements Dialect {
    private static final Set<String> ENDED = Set.of("chat.completions", "responses", "completions");

    @Override
    public String name() {
        return "openai";
    }

    /// Azure has the model in the path: `/openai/deployments/<name>/chat/completions`.
    @Override
    public Operation operation(String method, String rawPath) {
        List<String> path = Paths.of(rawPath).segments();
        int deployment = path.indexOf("deployments") + 1;
        return deployment > 0 && deployment < path.size()
                ? OpenAiEndpoints.TABLE
                        .find(method, path.subList(deployment + 1, path.size()))
                        .on(path.get(deployment))
                : OpenAiEndpoints.TABLE.find(method, path);
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER ->
                RequestScan.read(RequestShape.OPENAI, contentType, contentEncoding, body);
            case CATALOGUE, FILES, ACCOUNT -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() != Kind.INFERENCE
                && operation.kind() != Kind.OTHER
                && !operation.endpoint().equals("responses.stored")) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && ENDED.contains(operation.endpoint());
        return new BodyReader(new OpenAiLearning(endExpected), header);
    }

    @Override
    public AnswerUrls urls(Operation operation) {
        return AnswerUrls.OPENAI;
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("error", ErrorBody.openAi(error));
        return ErrorBody.bytes(members);
    }
}
