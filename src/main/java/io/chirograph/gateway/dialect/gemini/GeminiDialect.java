package io.chirograph.gateway.dialect.gemini;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.ResponseUrls;
import io.chirograph.gateway.dialect.anthropic.AnthropicExtractor;
import io.chirograph.gateway.dialect.openai.OpenAiExtractor;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Google's wire format; Vertex AI has those of the models' makers below `rawPredict`.
public final class GeminiDialect extends PathModelDialect {
    private static final Set<String> CONTEXT_KNOWN = Set.of(
            "models.generateContent",
            "models.streamGenerateContent",
            "models.embedContent",
            "models.batchEmbedContents");

    private static final String INTERACTIONS = "interactions";

    public GeminiDialect() {
        super("gemini", EndpointTable.GEMINI, RequestShape.GEMINI);
    }

    /// The Live API names its model in a message, and interactions do in their body.
    @Override
    public Dialect of(Operation operation) {
        boolean isOwn =
                operation.endpoint().equals("live") || operation.endpoint().startsWith(INTERACTIONS);
        return isOwn ? this : super.of(operation);
    }

    /// What the provider keeps of an interaction is the rest of its answer.
    @Override
    protected boolean isRead(Operation operation) {
        return super.isRead(operation) || operation.endpoint().startsWith(INTERACTIONS);
    }

    @Override
    protected boolean isContextKnown(Operation operation) {
        return CONTEXT_KNOWN.contains(operation.endpoint());
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        if (operation.endpoint().startsWith(INTERACTIONS)) {
            return new InteractionsExtractor(isGood);
        }
        boolean isEndExpected = isGood && operation.isStream();
        if (!operation.endpoint().endsWith("awPredict")) {
            return new GeminiExtractor(isEndExpected);
        }
        String model = operation.model();
        return model != null && model.startsWith("claude")
                ? new AnthropicExtractor(isEndExpected)
                : new OpenAiExtractor(isEndExpected);
    }

    @Override
    public ResponseUrls urls(Operation operation) {
        return ResponseUrls.GEMINI;
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
