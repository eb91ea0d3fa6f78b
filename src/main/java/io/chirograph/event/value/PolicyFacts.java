package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What policy decided about a call.
/// @param decision `allow` or `refuse`
/// @param rules ids of the rules that decided, in order
/// @param policyDigest `sha256:<hex>` of the policy in force
/// @param payloadLevel how much of the request is kept, and of the response where that has no level of its own
/// @param responsePayloadLevel how much of the response is kept, where it is not as much as of the request
/// @param route the way that the call may go, where its model is an alias of several targets; null where it is not
/// @param retentionClass the class whose date the record is kept until
public record PolicyFacts(
        String decision,
        List<String> rules,
        String policyDigest,
        PayloadLevel payloadLevel,
        @Nullable PayloadLevel responsePayloadLevel,
        String retentionClass,
        @Nullable String dataClass,
        @Nullable Route route)
        implements Fields.Part {
    /// The targets of an alias in the order in which they are tried, then those that are not.
    /// @param alias the name that the caller used
    public record Route(String alias, List<Target> targets) implements Fields.Part {
        /// So many targets an alias has at most.
        public static final int MOST = 16;

        public Route {
            targets = List.copyOf(targets);
        }

        @Override
        public void writeTo(Fields data) {
            List<Map<String, Object>> all = new ArrayList<>(targets.size());
            for (Target target : targets) {
                Map<String, Object> members = new TreeMap<>(Map.of("provider", target.provider, "model", target.model));
                if (target.weight != null) {
                    members.put("weight", target.weight);
                }
                if (target.skipped != null) {
                    members.put("skipped", target.skipped);
                }
                all.add(members);
            }
            data.text("alias", alias, 256).values("targets", all, MOST, 256);
        }
    }

    /// One target.
    /// @param weight its share of first attempts, as the policy has it; null where that names none
    /// @param skipped a stable code of why it is not tried; null where it may be
    public record Target(
            String provider,
            String model,
            @Nullable Integer weight,
            @Nullable String skipped) {}

    public PolicyFacts {
        responsePayloadLevel = responsePayloadLevel == payloadLevel ? null : responsePayloadLevel;
    }

    /// Without a route.
    public PolicyFacts(
            String decision,
            List<String> rules,
            String policyDigest,
            PayloadLevel payloadLevel,
            @Nullable PayloadLevel responsePayloadLevel,
            String retentionClass,
            @Nullable String dataClass) {
        this(decision, rules, policyDigest, payloadLevel, responsePayloadLevel, retentionClass, dataClass, null);
    }

    /// Whether both are about data of one class, kept as long.
    public boolean isOfClassOf(PolicyFacts other) {
        return Objects.equals(dataClass, other.dataClass) && retentionClass.equals(other.retentionClass);
    }

    /// The same with content kept at other levels.
    public PolicyFacts at(PayloadLevel ofRequest, PayloadLevel ofResponse) {
        return new PolicyFacts(decision, rules, policyDigest, ofRequest, ofResponse, retentionClass, dataClass, route);
    }

    /// The same of a call that goes one of several ways.
    public PolicyFacts on(@Nullable Route way) {
        return new PolicyFacts(
                decision, rules, policyDigest, payloadLevel, responsePayloadLevel, retentionClass, dataClass, way);
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
                .word("dataClass", dataClass)
                .object("route", route);
    }
}
