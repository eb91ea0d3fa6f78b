package io.chirograph.gateway.dialect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// A wire format whose endpoints and request fields stand in tables.
public abstract class EndpointDialect implements Dialect {
    private final Dialect unread = new GenericDialect();
    private final String name;
    private final EndpointTable endpoints;
    private final RequestShape shape;

    public EndpointDialect(String name, EndpointTable endpoints, RequestShape shape) {
        this.name = name;
        this.endpoints = endpoints;
        this.shape = shape;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public Operation operation(String method, String rawPath) {
        return endpoints.find(method, Paths.of(rawPath).segments());
    }

    @Override
    public final RequestFacts readRequest(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body) {
        if (of(operation) != this) {
            return of(operation).readRequest(operation, contentType, contentEncoding, body);
        }
        return isRequestRead(operation.kind())
                ? RequestScan.read(shape, isContextKnown(operation), contentType, contentEncoding, body)
                : RequestFacts.UNKNOWN;
    }

    @Override
    public final ResponseObserver response(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (of(operation) != this) {
            return of(operation).response(operation, status, header);
        }
        if (!isRead(operation)) {
            return unread.response(operation, status, header);
        }
        boolean isJson = operation.kind() == Operation.Kind.INFERENCE;
        return new ResponseObserver(extractor(operation, status / 100 == 2, header), isJson, header);
    }

    /// Whether request bodies of such operations hold something that policy asks for.
    protected boolean isRequestRead(Operation.Kind kind) {
        return switch (kind) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER -> true;
            case CATALOGUE, FILES, ACCOUNT -> false;
        };
    }

    /// Whether the dialect's table has all places at which the body of such a request may refer to something that the
    /// model sees.
    protected boolean isContextKnown(Operation operation) {
        return false;
    }

    /// Whether responses to an operation are read.
    protected boolean isRead(Operation operation) {
        return operation.kind() == Operation.Kind.INFERENCE || operation.kind() == Operation.Kind.OTHER;
    }

    /// Reads a response to an operation.
    /// @param isGood whether its status is one of success
    protected abstract ResponseExtractor extractor(
            Operation operation, boolean isGood, UnaryOperator<@Nullable String> header);
}
