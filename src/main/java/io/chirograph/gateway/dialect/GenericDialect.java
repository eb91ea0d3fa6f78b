package io.chirograph.gateway.dialect;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Any wire format: no fact is read, everything passes.
final class GenericDialect implements Dialect {
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
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return RequestFacts.UNKNOWN;
    }

    @Override
    public AnswerReader answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        return new BodyReader(new Unread(), false, header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        return ErrorBody.bytes(ErrorBody.problem(error));
    }

    /// Nothing is of interest but whether declared JSON is whole.
    private static final class Unread extends Learning {
        private static final Shape NOTHING = new Shape();

        Unread() {
            super(NOTHING, Set.of(), false);
        }

        @Override
        void eventEnded() {}

        @Override
        boolean isUnderstood() {
            return false;
        }
    }
}
