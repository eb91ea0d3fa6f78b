package io.chirograph.gateway.dialect.ollama;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.openai.OpenAiDialect;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Ollama's own wire format. What is not below `api` there is OpenAI's.
public final class OllamaDialect extends EndpointDialect {
    private static final Set<String> OWN = Set.of("chat", "generate", "embed", "tags", "manage");

    private final Dialect openAi = new OpenAiDialect();

    public OllamaDialect() {
        super("ollama", EndpointTable.OLLAMA, RequestShape.OLLAMA);
    }

    @Override
    public Operation operation(String method, String rawPath) {
        boolean isOwn = Paths.of(rawPath).segments().stream().anyMatch(EndpointTable.OLLAMA::begins);
        return isOwn ? super.operation(method, rawPath) : openAi.operation(method, rawPath);
    }

    @Override
    public Dialect of(Operation operation) {
        return OWN.contains(operation.endpoint()) ? this : openAi;
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new OllamaExtractor(isGood && !operation.endpoint().equals("embed"));
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("error", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
