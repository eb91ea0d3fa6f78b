package io.chirograph.policy.model;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call, as far as it is known before its body is read.
/// @param path non-empty segments below the provider, decoded once; asked for only where a rule names paths
public record PolicyRequest(
        CallerFacts caller,
        ProviderFacts provider,
        OperationClass operation,
        Supplier<List<String>> path,
        Map<String, Object> metadata,
        PayloadWish payload,
        @Nullable String dataClass) {
    /// Whether its caller asks for nothing about what is kept, and says nothing of its data.
    public boolean isSilent() {
        return payload.isSilent() && dataClass == null;
    }

    /// The header by which a caller asks for less to be kept.
    public static final String PAYLOAD_HEADER = "Chirograph-Payload";

    /// The header in which a caller says where it keeps the content itself.
    public static final String PAYLOAD_REF_HEADER = "Chirograph-Payload-Ref";

    /// The header that names the class of the data in a call.
    public static final String DATA_CLASS_HEADER = "Chirograph-Data-Class";
}
