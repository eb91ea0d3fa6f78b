package io.chirograph.gateway.dialect.gemini;

import io.chirograph.gateway.dialect.BodyReader;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.GenericDialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.RequestScan;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.openai.OpenAiDialect;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A wire format whose paths name the model.
///
/// Only responses about a model are read. Below a path segment `openai` the format is OpenAI's.
public abstract class PathModelDialect implements Dialect {
    private final Dialect openAi = new OpenAiDialect();
    private final Dialect generic = new GenericDialect();
    private final String name;
    private final EndpointTable endpoints;
    private final RequestShape shape;
    private final Set<Operation.Kind> read;

    /// @param read the operations whose bodies hold something that policy asks for
    public PathModelDialect(String name, EndpointTable endpoints, RequestShape shape, Set<Operation.Kind> read) {
        this.name = name;
        this.endpoints = endpoints;
        this.shape = shape;
        this.read = Set.copyOf(read);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Operation operation(String method, String rawPath) {
        List<String> path = Paths.of(rawPath).segments();
        return path.contains("openai") ? openAi.operation(method, rawPath) : endpoints.find(method, path);
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
        return read.contains(operation.kind())
                ? RequestScan.read(shape, contentType, contentEncoding, body)
                : RequestFacts.UNKNOWN;
    }

    @Override
    public ResponseObserver answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (isOpenAi(operation)) {
            return openAi.answer(operation, status, header);
        }
        return operation.kind() == Operation.Kind.INFERENCE
                ? new BodyReader(learning(operation, status / 100 == 2, header), true, header)
                : generic.answer(operation, status, header);
    }

    /// Reads a response about a model.
    ///
    /// @param isGood whether its status says that it is one
    public abstract ResponseExtractor learning(
            Operation operation, boolean isGood, UnaryOperator<@Nullable String> header);
}
