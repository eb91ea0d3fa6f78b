package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Amazon Bedrock's wire format.
final class BedrockDialect extends ModelInPath {
    BedrockDialect() {
        super("bedrock", EndpointTable.BEDROCK, RequestShape.BEDROCK, EnumSet.of(Kind.INFERENCE, Kind.STATE));
    }

    @Override
    Learning learning(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new BedrockLearning(isGood && operation.isStream(), header);
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("message", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
