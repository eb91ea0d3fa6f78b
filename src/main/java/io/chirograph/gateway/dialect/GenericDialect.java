package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// Any wire format: no fact is read, everything passes.
public final class GenericDialect implements Dialect {
    @Override
    public String name() {
        return "generic";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        return Operation.OTHER;
    }

    @Override
    public RequestFacts readRequest(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body) {
        return RequestFacts.UNKNOWN;
    }

    @Override
    public ResponseObserver response(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        return new ResponseObserver(new Unread(), false, header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        return ErrorBody.bytes(ErrorBody.problem(error));
    }

    /// Nothing is of interest but whether declared JSON is whole.
    private static final class Unread extends ResponseExtractor {
        private static final FieldSelector NOTHING = new FieldSelector();

        Unread() {
            super(NOTHING, Set.of(), false);
        }

        @Override
        public void eventEnded() {}

        @Override
        boolean isUnderstood() {
            return false;
        }
    }
}
