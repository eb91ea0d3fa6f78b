package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What policy decided about a call.
/// @param decision `allow` or `refuse`
/// @param rules ids of the rules that decided, in order
/// @param policyDigest `sha256:<hex>` of the policy in force
/// @param payloadLevel how much of prompt and answer is kept
/// @param retentionClass the class whose date the record is kept until
public record PolicyFacts(
        String decision,
        List<String> rules,
        String policyDigest,
        PayloadLevel payloadLevel,
        String retentionClass,
        @Nullable String dataClass)
        implements Fields.Part {
    @Override
    public void writeTo(Fields data) {
        data.word("decision", decision)
                .words("rules", rules)
                .word("policyDigest", policyDigest)
                .constant("payloadLevel", payloadLevel.wire())
                .word("retentionClass", retentionClass)
                .word("dataClass", dataClass);
    }
}
