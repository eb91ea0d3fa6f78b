package io.chirograph.gateway.dialect.json;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.math.BigDecimal;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The form of RFC 8785 of what peers send: the same for texts that differ in spaces, escapes and order alone.
/// Safe for many threads.
public final class CanonicalForm {
    /// Larger texts have none.
    public static final int MOST = 64 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalForm() {}

    /// What the text says; null where two readers could take it for different things: a name twice, a number that no
    /// double holds, a lone surrogate; and where it is no JSON, too large or too deep.
    public static @Nullable JsonNode read(byte @Nullable [] json) {
        if (json == null || json.length > MOST) {
            return null;
        }
        try {
            JsonNode read = MAPPER.readTree(json);
            return isExact(read) ? read : null;
        } catch (JacksonException e) {
            return null; // such a text has no canonical form; whoever asks falls back on its bytes
        }
    }

    private static boolean isExact(JsonNode node) {
        if (node.isContainer()) {
            for (JsonNode child : node) {
                if (!isExact(child)) {
                    return false;
                }
            }
            return true;
        }
        if (!node.isNumber()) {
            return !node.isMissingNode();
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() && Math.abs(node.longValue()) <= CanonicalJson.MAX_INTEGER;
        }
        BigDecimal exact = node.decimalValue();
        double nearest = exact.doubleValue();
        return Double.isFinite(nearest) && exact.compareTo(BigDecimal.valueOf(nearest)) == 0;
    }

    /// The digest of its canonical bytes; null where it has none.
    public static @Nullable Digest digest(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        try {
            byte[] canonical = CanonicalJson.encode(value);
            return new Digest("sha256", null, HexFormat.of().formatHex(Sha256.of(canonical)), canonical.length);
        } catch (IllegalArgumentException e) {
            return null; // a lone surrogate
        }
    }
}
