package io.chirograph.policy.eval;

import io.chirograph.event.value.PolicyFacts;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.RuleCondition;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One decision while it is made, from a call's head to its body: who had a say, and what is kept. One thread.
final class DecisionTrace {
    final PolicyVersion version;
    private final @Nullable Consumer<RuleTrace> steps;
    private final List<String> decided = new ArrayList<>(4);
    private PolicyVersion.Obligations kept;
    private Keeping keeping;
    private List<Limit> limits = List.of();
    private @Nullable String dataClass;

    /// @param steps told what each rule says; null for nobody
    public DecisionTrace(PolicyVersion version, @Nullable Consumer<RuleTrace> steps) {
        this.version = version;
        this.steps = steps;
        this.kept = version.kept(-1);
        this.keeping = new Keeping(this, kept.terms());
    }

    public Policy policy() {
        return version.policy();
    }

    public PolicyVersion.Obligations kept() {
        return kept;
    }

    public Keeping keeping() {
        return keeping;
    }

    /// Whether anybody is told what each rule says.
    public boolean isTold() {
        return steps != null;
    }

    public @Nullable String dataClass() {
        return dataClass;
    }

    /// The class of the call's data is found; one that is declared says how the call is kept.
    public void ofClass(@Nullable String found) {
        dataClass = found;
        int rank = policy().rank(found);
        if (rank >= 0) {
            kept = version.kept(rank);
            keeping = new Keeping(this, kept.terms());
        }
    }

    /// The class of its data is known: so is which limits the call has to fit.
    void limit(PolicyRequest call) {
        if (!policy().limits().isEmpty()) {
            limits = policy().limits().stream()
                    .filter(limit -> limit.when().unmet(call) == null && isOfClass(limit.when()))
                    .toList();
        }
    }

    private boolean isOfClass(RuleCondition when) {
        return when.dataClass() == null || policy().rank(dataClass) >= policy().rank(when.dataClass());
    }

    /// A rule is for the call, and its id stands in the event.
    public void pass(String rule, String detail) {
        if (!decided.contains(rule)) {
            decided.add(rule);
        }
        tell(rule, RuleTrace.Outcome.PASSES, detail);
    }

    /// A rule says something that decides nothing.
    public void tell(String rule, RuleTrace.Outcome outcome, String detail) {
        if (steps != null) {
            steps.accept(new RuleTrace(rule, outcome, detail));
        }
    }

    /// A decision of its own about the same call, told to the same.
    DecisionTrace again() {
        return new DecisionTrace(version, steps);
    }

    public Decision.Allowed allow(Decision.@Nullable Remaining body, @Nullable Target alias) {
        return allow(body, alias, null);
    }

    Decision.Allowed allow(
            Decision.@Nullable Remaining body, @Nullable Target alias, Decision.@Nullable Choice choice) {
        ContentTerms terms = keeping.terms();
        return new Decision.Allowed(
                version.facts("allow", decided, kept, terms, dataClass),
                body,
                alias,
                choice,
                terms,
                keeping.denying(),
                limits);
    }

    public Decision.Refused refuse(String rule, ErrorCode code, String field, @Nullable String value, String detail) {
        tell(rule, RuleTrace.Outcome.REFUSES, detail);
        PolicyFacts facts = version.facts("refuse", List.of(rule), kept, keeping.terms(), dataClass);
        return new Decision.Refused(code, field, value, detail, facts, keeping.terms());
    }
}
