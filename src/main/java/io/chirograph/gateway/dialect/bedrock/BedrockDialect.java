package io.chirograph.gateway.dialect.bedrock;

import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Operation.Kind;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.gemini.PathModelDialect;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Amazon Bedrock's wire format.
public final class BedrockDialect extends PathModelDialect {
    public BedrockDialect() {
        super("bedrock", EndpointTable.BEDROCK, RequestShape.BEDROCK);
    }

    @Override
    protected boolean isRequestRead(Kind kind) {
        return kind == Kind.INFERENCE || kind == Kind.STATE;
    }

    /// What `invoke` takes is the model maker's format; only Claude's is known.
    @Override
    protected boolean isContextKnown(Operation operation) {
        String model = operation.model();
        return operation.endpoint().startsWith("converse")
                || (operation.endpoint().startsWith("invoke") && model != null && model.contains("anthropic.claude"));
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new BedrockExtractor(isGood && operation.isStream(), header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("message", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
