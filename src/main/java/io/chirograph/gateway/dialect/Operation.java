package io.chirograph.gateway.dialect;

import io.chirograph.policy.model.OperationClass;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request does.
/// @param name `gen_ai.operation.name`: `chat`, `embeddings`, `text_completion`, …, or `other`
/// @param endpoint the dialect's own word: `chat.completions`, `responses`, `embeddings`, `messages`,
///     `models`, `other`
/// @param kind which limits and rules apply
/// @param model the model that the path names; null where the path names none
/// @param ids of what the provider keeps, as the path names it; whose the first one is decides about the request
public record Operation(
        String name, String endpoint, Kind kind, @Nullable String model, List<String> ids) {
    /// None that is known.
    public static final Operation OTHER = new Operation("other", "other", Kind.OTHER);

    private static final Set<String> STREAMS = Set.of(
            "models.streamGenerateContent",
            "models.streamRawPredict",
            "converse-stream",
            "invoke-with-response-stream");

    public Operation {
        ids = List.copyOf(ids);
    }

    public Operation(String name, String endpoint, Kind kind) {
        this(name, endpoint, kind, null, List.of());
    }

    /// The same operation on a model that the path names.
    public Operation on(@Nullable String named) {
        return named == null ? this : new Operation(name, endpoint, kind, named, ids);
    }

    /// What policies and keys call it.
    public OperationClass operationClass() {
        return kind.operationClass();
    }

    /// Whether a request there asks for a stream, whatever its body says.
    public boolean isStream() {
        return STREAMS.contains(endpoint);
    }

    /// Whether its body may be as large as a file.
    public boolean isLarge() {
        return kind == Kind.FILES || kind == Kind.BATCHES;
    }

    /// Classes of endpoints.
    public enum Kind {
        INFERENCE(OperationClass.INFERENCE),
        CATALOGUE(OperationClass.CATALOGUE),
        /// Bodies that are files.
        FILES(OperationClass.STATEFUL),
        /// Bodies that are JSON and as large as files.
        BATCHES(OperationClass.STATEFUL),
        /// Everything else that the provider keeps.
        STATE(OperationClass.STATEFUL),
        MINTING(OperationClass.CREDENTIAL_MINTING),
        ACCOUNT(OperationClass.ACCOUNT_ADMINISTRATION),
        OTHER(OperationClass.UNKNOWN);

        private final OperationClass operationClass;

        Kind(OperationClass operationClass) {
            this.operationClass = operationClass;
        }

        OperationClass operationClass() {
            return operationClass;
        }
    }
}
