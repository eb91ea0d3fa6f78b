package io.chirograph.gateway.dialect.gemini;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.openai.OpenAiDialect;
import java.util.List;

/// A wire format whose paths name the model.
/// Only responses about a model are read. Below a path segment `openai` the format is OpenAI's.
public abstract class PathModelDialect extends EndpointDialect {
    private final Dialect openAi = new OpenAiDialect();

    public PathModelDialect(String name, EndpointTable endpoints, RequestShape shape) {
        super(name, endpoints, shape);
    }

    @Override
    public Operation operation(String method, String rawPath) {
        List<String> path = Paths.of(rawPath).segments();
        return path.contains("openai") ? openAi.operation(method, rawPath) : super.operation(method, rawPath);
    }

    @Override
    public Dialect of(Operation operation) {
        return isRead(operation) && operation.model() == null ? openAi : this;
    }

    @Override
    protected boolean isRead(Operation operation) {
        return operation.kind() == Operation.Kind.INFERENCE;
    }
}
