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
        @Nullable String payload,
        @Nullable String dataClass) {
    /// The header by which a caller asks for less to be kept.
    public static final String PAYLOAD_HEADER = "Chirograph-Payload";

    /// The header that names the class of the data in a call.
    public static final String DATA_CLASS_HEADER = "Chirograph-Data-Class";
}
