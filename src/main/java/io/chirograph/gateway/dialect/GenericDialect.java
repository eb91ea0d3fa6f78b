package io.chirograph.gateway.dialect;

import io.chirograph.event.Usage;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Any wire format: nothing is read, everything passes.
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
        String type = header.apply("content-type");
        return new Unread(type != null && type.strip().startsWith("text/event-stream"));
    }

    @Override
    public byte[] error(ErrorFacts error) {
        return ErrorBody.bytes(ErrorBody.problem(error));
    }

    private record Unread(boolean streamed) implements AnswerReader {
        @Override
        public int feed(byte[] buffer, int offset, int length) {
            return length;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public AnswerFacts facts() {
            return new AnswerFacts(
                    null, null, Usage.NONE, List.of(), streamed, null, null, List.of(), Set.of(), Set.of());
        }

        @Override
        public void close() {}
    }
}
