package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Google's wire format; Vertex AI has those of the models' makers below `rawPredict`.
final class GeminiDialect extends ModelInPath {
    GeminiDialect() {
        super(
                "gemini",
                EndpointTable.GEMINI,
                RequestShape.GEMINI,
                EnumSet.of(Kind.INFERENCE, Kind.BATCHES, Kind.STATE, Kind.MINTING, Kind.OTHER));
    }

    @Override
    Learning learning(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        boolean isEndExpected = isGood && operation.isStream();
        if (!operation.endpoint().endsWith("awPredict")) {
            return new GeminiLearning(isEndExpected);
        }
        String model = operation.model();
        return model != null && model.startsWith("claude")
                ? new AnthropicLearning(isEndExpected)
                : new OpenAiLearning(isEndExpected);
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
