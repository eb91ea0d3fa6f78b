package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.EnumSet;

/// Amazon Bedrock's wire format.
final class BedrockDialect extends ModelInPath {
    BedrockDialect() {
        super("bedrock", BedrockEndpoints.TABLE, RequestShape.BEDROCK, EnumSet.of(Kind.INFERENCE, Kind.STATE));
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("message", ErrorBody.message(error));
        return ErrorBody.bytes(members);
    }
}
