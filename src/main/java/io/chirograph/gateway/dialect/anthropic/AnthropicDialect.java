package io.chirograph.gateway.dialect.anthropic;

import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.ResponseUrls;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Anthropic's wire format.
public final class AnthropicDialect extends EndpointDialect {
    public AnthropicDialect() {
        super("anthropic", EndpointTable.ANTHROPIC, RequestShape.ANTHROPIC);
    }

    @Override
    protected boolean isContextKnown(Operation operation) {
        return operation.kind() == Operation.Kind.INFERENCE;
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new AnthropicExtractor(isGood && operation.endpoint().equals("messages"));
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
