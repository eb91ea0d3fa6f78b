package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Google's wire format as far as policy needs it: models are read from paths and bounds from bodies, answers are not
/// read. Below a segment `openai` it is OpenAI's.
final class GeminiDialect implements Dialect {
    private final Dialect openAi = new OpenAiDialect();
    private final Dialect generic = new GenericDialect();

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        List<String> path = Paths.of(rawPath).segments();
        return path.contains("openai") ? openAi.operation(method, rawPath) : GeminiEndpoints.TABLE.find(method, path);
    }

    private boolean isOpenAi(Operation operation) {
        return operation.kind() == Kind.INFERENCE && operation.model() == null;
    }

    @Override
    public Dialect of(Operation operation) {
        return isOpenAi(operation) ? openAi : this;
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        if (isOpenAi(operation)) {
            return openAi.readRequest(operation, contentType, contentEncoding, body);
        }
        return switch (operation.kind()) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER ->
                RequestScan.read(RequestShape.GEMINI, contentType, contentEncoding, body);
            case CATALOGUE, FILES, ACCOUNT -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        return (isOpenAi(operation) ? openAi : generic).answer(operation, status, header);
    }

    @Override
    public AnswerUrls urls(Operation operation) {
        return AnswerUrls.GEMINI;
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        var google = ErrorBody.gemini(error);
        google.put("param", error.field());
        members.put("error", google);
        return ErrorBody.bytes(members);
    }
}
