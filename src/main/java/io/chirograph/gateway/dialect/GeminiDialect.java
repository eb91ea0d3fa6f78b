package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.Operation.Kind;
import java.util.EnumSet;

/// Google's wire format.
final class GeminiDialect extends ModelInPath {
    GeminiDialect() {
        super(
                "gemini",
                GeminiEndpoints.TABLE,
                RequestShape.GEMINI,
                EnumSet.of(Kind.INFERENCE, Kind.BATCHES, Kind.STATE, Kind.MINTING, Kind.OTHER));
    }

    @Override
    public AnswerUrls urls(Operation operation) {
        return AnswerUrls.GEMINI;
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        var google = ErrorBody.gemini(error);
        google.put("param", error.field());
        members.put("error", google);
        return ErrorBody.bytes(members);
    }
}
