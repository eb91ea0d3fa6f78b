package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What policy decided about a call.
/// @param decision `allow` or `refuse`
/// @param rules ids of the rules that decided, in order
/// @param policyDigest `sha256:<hex>` of the policy in force
/// @param payloadLevel how much of the request is kept, and of the response where that has no level of its own
/// @param responsePayloadLevel how much of the response is kept, where it is not as much as of the request
/// @param retentionClass the class whose date the record is kept until
public record PolicyFacts(
        String decision,
        List<String> rules,
        String policyDigest,
        PayloadLevel payloadLevel,
        @Nullable PayloadLevel responsePayloadLevel,
        String retentionClass,
        @Nullable String dataClass)
        implements Fields.Part {
    public PolicyFacts {
        responsePayloadLevel = responsePayloadLevel == payloadLevel ? null : responsePayloadLevel;
    }

    /// With request and response kept at one level.
    public PolicyFacts(
            String decision,
            List<String> rules,
            String policyDigest,
            PayloadLevel payloadLevel,
            String retentionClass,
            @Nullable String dataClass) {
        this(decision, rules, policyDigest, payloadLevel, null, retentionClass, dataClass);
    }

    /// The same of a call that one rule refuses.
    public PolicyFacts refusedBy(String rule) {
        return new PolicyFacts(
                "refuse", List.of(rule), policyDigest, payloadLevel, responsePayloadLevel, retentionClass, dataClass);
    }

    @Override
    public void writeTo(Fields data) {
        data.word("decision", decision)
                .words("rules", rules)
                .word("policyDigest", policyDigest)
                .constant("payloadLevel", payloadLevel.wire())
                .constant("responsePayloadLevel", responsePayloadLevel == null ? null : responsePayloadLevel.wire())
                .word("retentionClass", retentionClass)
                .word("dataClass", dataClass);
    }
}
