package io.chirograph.gateway.dialect;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Amazon Bedrock's wire format as far as policy needs it: models are read from paths and bounds from bodies, answers
/// are not read. Below a segment `openai` it is OpenAI's.
final class BedrockDialect implements Dialect {
    private final Dialect openAi = new OpenAiDialect();
    private final Dialect generic = new GenericDialect();

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        List<String> path = Paths.of(rawPath).segments();
        return path.contains("openai") ? openAi.operation(method, rawPath) : BedrockEndpoints.TABLE.find(method, path);
    }

    private static boolean isOpenAi(Operation operation) {
        return operation.kind() == Operation.Kind.INFERENCE && operation.model() == null;
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
            case INFERENCE, STATE -> RequestScan.read(RequestShape.BEDROCK, contentType, contentEncoding, body);
            case BATCHES, FILES, CATALOGUE, MINTING, ACCOUNT, OTHER -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        return (isOpenAi(operation) ? openAi : generic).answer(operation, status, header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("message", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
