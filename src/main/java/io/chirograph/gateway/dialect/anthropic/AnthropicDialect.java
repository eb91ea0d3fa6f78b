package io.chirograph.gateway.dialect.anthropic;

import io.chirograph.gateway.dialect.BodyReader;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.GenericDialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Operation.Kind;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.RequestScan;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.ResponseUrls;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Anthropic's wire format.
public final class AnthropicDialect implements Dialect {
    private static final String MESSAGES = "messages";

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Operation operation(String method, String rawPath) {
        return EndpointTable.ANTHROPIC.find(method, Paths.of(rawPath).segments());
    }

    @Override
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER ->
                RequestScan.read(RequestShape.ANTHROPIC, contentType, contentEncoding, body);
            case CATALOGUE, FILES, ACCOUNT -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public ResponseObserver answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() != Kind.INFERENCE && operation.kind() != Kind.OTHER) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && operation.endpoint().equals(MESSAGES);
        return new BodyReader(new AnthropicExtractor(endExpected), operation.kind() == Kind.INFERENCE, header);
    }

    @Override
    public ResponseUrls urls(Operation operation) {
        return operation.endpoint().equals("messages.batches") ? ResponseUrls.ANTHROPIC_BATCHES : ResponseUrls.COMMON;
    }

    /// `type` is Anthropic's word here; the problem's own type can be told from `code`.
    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("type", "error");
        members.put("error", ErrorBody.anthropic(error));
        members.put("request_id", error.callId());
        return ErrorBody.bytes(members);
    }
}
