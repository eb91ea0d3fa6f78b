package io.chirograph.policy.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What policy knows of whoever calls. All of it is proven by a credential.
/// @param keyId the gateway key's id; empty where the credential is another
/// @param endUser whether a token proves for whom the call is made
/// @param limits what the credential itself is limited to
public record CallerFacts(
        String keyId, String tenant, String team, String application, boolean endUser, Limits limits) {
    /// Limits of a credential. An empty list is none, but for operations: there it is what policy allows by default.
    /// @param models names; `*` stands for any text
    /// @param operations the words of [OperationClass]
    /// @param dataClass the least class that its calls have; null for none
    /// @param dataClasses the classes that its calls may have
    public record Limits(
            List<String> providers,
            List<String> models,
            List<String> operations,
            @Nullable String dataClass,
            List<String> dataClasses) {
        public static final Limits NONE = new Limits(List.of(), List.of(), List.of(), null, List.of());
    }
}
