package io.chirograph.policy.eval;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.DataClass;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.TermsByClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy made ready for deciding: what follows from it alone is worked out. Immutable; safe for many threads.
public final class PolicyVersion {
    final boolean isDevelopment;
    private final Policy policy;
    private final String digest;
    final Set<OperationClass> operations;
    private final List<Obligations> byRank = new ArrayList<>();
    private final boolean isOpen;
    private final Decision.Allowed open;

    /// What a class of data demands and how its calls are kept, the classes below included.
    /// @param terms of its content, before a rule or a caller lowers anything
    /// @param retention the retention class of its records
    /// @param demands of all classes up to this one
    public record Obligations(@Nullable String dataClass, ContentTerms terms, String retention, List<Demand> demands) {}

    /// One demand on a provider.
    /// @param dataClass the class that makes it
    record Demand(String dataClass, String attribute, Set<String> values) {}

    /// @param digest `sha256:<hex>` of the policy's canonical form
    /// @param isDevelopment whether, where the policy says nothing of it, every class of operations is allowed and
    ///     content is kept as it is
    public PolicyVersion(Policy policy, String digest, boolean isDevelopment) {
        this.isDevelopment = isDevelopment;
        this.policy = policy;
        this.digest = digest;
        this.operations = policy.operations(isDevelopment);
        List<ContentTerms> terms = TermsByClass.of(policy, isDevelopment);
        Obligations kept = new Obligations(null, terms.getFirst(), policy.retention(), List.of());
        byRank.add(kept);
        for (int i = 0; i < policy.dataClasses().size(); i++) {
            kept = above(kept, policy.dataClasses().get(i), terms.get(i + 1));
            byRank.add(kept);
        }
        isOpen = policy.rules().isEmpty()
                && policy.dataClasses().isEmpty()
                && policy.aliases().isEmpty()
                && policy.limits().stream().allMatch(limit -> limit.when().isAlways())
                && policy.allow().providers().isAll()
                && policy.allow().models().isAll()
                && terms.getFirst().request() != PayloadLevel.REFERENCE
                && terms.getFirst().response() != PayloadLevel.REFERENCE;
        open = new Decision.Allowed(
                facts("allow", List.of(), byRank.getFirst(), terms.getFirst(), null),
                null,
                null,
                null,
                terms.getFirst(),
                Map.of(),
                policy.limits());
    }

    private static Obligations above(Obligations below, DataClass one, ContentTerms terms) {
        List<Demand> demands = new ArrayList<>(below.demands);
        one.requires().forEach((attribute, values) -> demands.add(new Demand(one.name(), attribute, values)));
        return new Obligations(
                one.name(), terms, one.retention() == null ? below.retention : one.retention(), List.copyOf(demands));
    }

    /// The one decision about calls of which nobody says anything; null for any other call.
    Decision.@Nullable Allowed plain(PolicyRequest call) {
        boolean isPlain = isOpen
                && call.isSilent()
                && call.caller().limits().equals(CallerFacts.Limits.NONE)
                && operations.contains(call.operation());
        return isPlain ? open : null;
    }

    public Policy policy() {
        return policy;
    }

    public String digest() {
        return digest;
    }

    /// Whether the policy can let calls of this kind through, by default or by a rule.
    /// What keys name themselves is not known here.
    public boolean mayAllow(OperationClass operation) {
        return operations.contains(operation)
                || policy.rules().stream()
                        .anyMatch(rule -> rule.allow().operations().contains(operation));
    }

    /// How calls of a declared class, or of none (-1), are kept.
    public Obligations kept(int rank) {
        return byRank.get(rank + 1);
    }

    public PolicyFacts facts(
            String decision, List<String> rules, Obligations kept, ContentTerms terms, @Nullable String dataClass) {
        return new PolicyFacts(
                decision,
                rules.isEmpty() ? List.of(Policy.DEFAULT_ALLOW) : List.copyOf(rules),
                digest,
                terms.request(),
                terms.response(),
                kept.retention(),
                dataClass);
    }
}
