package io.chirograph.gateway.dialect.cohere;

import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Cohere's wire format, versions 1 and 2.
public final class CohereDialect extends EndpointDialect {
    public CohereDialect() {
        super("cohere", EndpointTable.COHERE, RequestShape.COHERE);
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new CohereExtractor(isGood && operation.endpoint().equals("chat"));
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("message", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
