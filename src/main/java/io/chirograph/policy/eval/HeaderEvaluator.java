package io.chirograph.policy.eval;

import io.chirograph.event.value.PolicyFacts;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.model.Alias;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PayloadLevel;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.Requirements;
import io.chirograph.policy.model.Rule;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Judges one call by its head. One use, one thread.
///
/// The order is: class of the data, operation, provider, what the class demands of the provider, payload level, what
/// the call must bring with it. The first that fails refuses.
final class HeaderEvaluator {

    private final PolicyVersion version;
    private final Policy policy;
    private final PolicyRequest call;
    private final @Nullable Consumer<RuleTrace> steps;
    private final List<String> decided = new ArrayList<>(4);
    private List<Rule> rules = List.of();
    private PolicyVersion.Kept kept;
    private PayloadLevel level;
    private @Nullable String dataClass;

    HeaderEvaluator(PolicyVersion version, PolicyRequest call, @Nullable Consumer<RuleTrace> steps) {
        this.version = version;
        this.policy = version.policy();
        this.call = call;
        this.steps = steps;
        this.kept = version.kept(-1);
        this.level = kept.payload();
    }

    Decision judge() {
        List<Rule> about = about();
        Decision.Refused no = dataClass(about);
        if (no == null) {
            rules = ofClass(about);
            no = operation();
        }
        if (no == null) {
            no = provider();
        }
        if (no == null) {
            no = demands();
        }
        if (no == null) {
            no = payload();
        }
        if (no == null) {
            no = requirements();
        }
        return no == null ? allowed(BodyEvaluator.of(this, call, rules), null) : no;
    }

    Decision.Allowed allowed(@Nullable BodyEvaluator body, @Nullable Alias alias) {
        return new Decision.Allowed(version.facts("allow", decided, kept, level, dataClass), body, alias);
    }

    Policy policy() {
        return policy;
    }

    private List<Rule> about() {
        if (policy.rules().isEmpty()) {
            return List.of();
        }
        List<Rule> about = new ArrayList<>();
        for (Rule rule : policy.rules()) {
            String unmet = rule.when().unmet(call);
            if (unmet == null) {
                about.add(rule);
            } else {
                step(rule.id(), RuleTrace.Outcome.DOES_NOT_APPLY, "it is not about " + unmet);
            }
        }
        return about;
    }

    private List<Rule> ofClass(List<Rule> about) {
        List<Rule> ofClass = new ArrayList<>(about.size());
        for (Rule rule : about) {
            String least = rule.when().dataClass();
            if (least == null || policy.rank(dataClass) >= policy.rank(least)) {
                ofClass.add(rule);
            } else {
                step(rule.id(), RuleTrace.Outcome.DOES_NOT_APPLY, "it is about data of class " + least + " and above");
            }
        }
        return ofClass;
    }

    private Decision.@Nullable Refused dataClass(List<Rule> about) {
        var classes = new DataClassResolver(policy, call, about);
        DataClassResolver.Verdict verdict = classes.judge();
        dataClass = verdict.dataClass();
        String objection = verdict.objection();
        if (dataClass != null && policy.rank(dataClass) >= 0) {
            kept = version.kept(policy.rank(dataClass));
            level = kept.payload();
            pass("data-class:" + dataClass, "the data are of class " + dataClass + ", " + verdict.source());
        }
        return objection == null
                ? null
                : new Decision.Refused(
                        verdict.code(),
                        PolicyDecisionPoint.DATA_CLASS_HEADER,
                        call.dataClass(),
                        objection,
                        refusal(verdict.rule(), objection));
    }

    private Decision.@Nullable Refused operation() {
        OperationClass operation = call.operation();
        List<String> ofKey = call.caller().limits().operations();
        boolean isKnown = operation != OperationClass.UNKNOWN;
        Rule optIn = allowing(rule -> rule.allow().operations().contains(operation));
        boolean isOpen = version.operations().contains(operation) || optIn != null;
        boolean isOfKey = ofKey.isEmpty() ? isOpen : ofKey.contains(operation.wire());
        if (!isKnown && !isOpen) {
            String detail = "The gateway does not know what this endpoint does; a rule must allow unknown operations"
                    + " on its path before it can be called.";
            return new Decision.Refused(ErrorCode.OPERATION_UNKNOWN, "path", null, detail, refusal("allow", detail));
        }
        if (!isOfKey) {
            String by = ofKey.isEmpty() ? "allow" : "key:operations";
            String detail = "Operations of class " + operation.wire() + " are not among those that "
                    + (ofKey.isEmpty()
                            ? "the policy allows: " + words()
                            : "the key allows: " + String.join(", ", ofKey))
                    + ".";
            return refusedOperation(by, detail);
        }
        Rule denying = denying(rule -> rule.deny().operations().contains(operation));
        if (denying != null) {
            return refusedOperation(
                    denying.id(), "Rule " + denying.id() + " denies operations of class " + operation.wire() + ".");
        }
        if (!ofKey.isEmpty()) {
            pass("key:operations", "the key allows operations of class " + operation.wire());
        } else if (!version.operations().contains(operation) && optIn != null) {
            pass(optIn.id(), "it allows operations of class " + operation.wire());
        }
        return null;
    }

    private String words() {
        return String.join(
                ", ",
                version.operations().stream().sorted().map(OperationClass::wire).toList());
    }

    private Decision.Refused refusedOperation(String rule, String detail) {
        return new Decision.Refused(
                ErrorCode.OPERATION_REFUSED, "path", call.operation().wire(), detail, refusal(rule, detail));
    }

    private Decision.@Nullable Refused provider() {
        String name = call.provider().name();
        List<String> ofKey = call.caller().limits().providers();
        if (!ofKey.isEmpty() && !ofKey.contains(name)) {
            return refusedProvider(
                    "key:providers", "The key allows these providers: " + String.join(", ", ofKey) + ".");
        }
        boolean isOpen = policy.allow().providers().permits(name);
        Rule allowing =
                isOpen ? null : allowing(rule -> rule.allow().providers().permits(name));
        if (!isOpen && allowing == null) {
            return refusedProvider("allow", "Provider " + name + " is none that the policy allows here.");
        }
        Rule denying = denying(rule -> rule.deny().providers().restricts(name));
        if (denying != null) {
            return refusedProvider(denying.id(), "Rule " + denying.id() + " denies provider " + name + ".");
        }
        if (!ofKey.isEmpty()) {
            pass("key:providers", "the key allows provider " + name);
        }
        if (allowing != null) {
            pass(allowing.id(), "it allows provider " + name);
        }
        return null;
    }

    private Decision.Refused refusedProvider(String rule, String detail) {
        return new Decision.Refused(
                ErrorCode.PROVIDER_REFUSED, "provider", call.provider().name(), detail, refusal(rule, detail));
    }

    private Decision.@Nullable Refused demands() {
        for (PolicyVersion.Demand demand : kept.demands()) {
            String is = call.provider().attributes().get(demand.attribute());
            if (is == null || !demand.values().contains(is)) {
                String detail = "Data of class " + dataClass + " may go only where " + demand.attribute() + " is "
                        + String.join(" or ", demand.values()) + "; of provider "
                        + call.provider().name() + " it is " + (is == null ? "not known" : is) + ".";
                return new Decision.Refused(
                        ErrorCode.RESIDENCY_REFUSED,
                        demand.attribute(),
                        is,
                        detail,
                        refusal("data-class:" + demand.dataClass(), detail));
            }
            tell("data-class:" + demand.dataClass(), demand.attribute() + " of the provider is " + is);
        }
        return null;
    }

    private Decision.@Nullable Refused payload() {
        String payload = call.payload();
        if (payload == null) {
            return null;
        }
        PayloadLevel asked = PayloadLevel.named(payload.strip());
        if (asked == null || asked.compareTo(level) > 0) {
            String detail =
                    "'" + payload + "' is not " + PayloadLevel.upTo(level) + ": a caller can only lower what is kept";
            return new Decision.Refused(
                    ErrorCode.PAYLOAD_LEVEL_REFUSED,
                    PolicyDecisionPoint.PAYLOAD_HEADER,
                    payload,
                    detail,
                    refusal("payload", detail));
        }
        level = asked;
        return null;
    }

    private Decision.@Nullable Refused requirements() {
        for (Rule rule : rules) {
            Requirements require = rule.require();
            if (require.endUser() && !call.caller().endUser()) {
                String detail = "Rule " + rule.id() + " demands a verified end user: a token in Chirograph-User-Token.";
                return new Decision.Refused(
                        ErrorCode.END_USER_REQUIRED, "Chirograph-User-Token", null, detail, refusal(rule.id(), detail));
            }
            for (var entry : require.metadata().entrySet()) {
                Object value = call.metadata().get(entry.getKey());
                if (value == null || !entry.getValue().matches(value.toString())) {
                    String detail = "Rule " + rule.id() + " demands metadata '" + entry.getKey() + "' that matches "
                            + entry.getValue().text() + ".";
                    return new Decision.Refused(
                            ErrorCode.METADATA_REQUIRED,
                            "Chirograph-Metadata." + entry.getKey(),
                            value == null ? null : value.toString(),
                            detail,
                            refusal(rule.id(), detail));
                }
            }
            if (!require.equals(Requirements.NONE)) {
                pass(rule.id(), "what it demands of end user and metadata is there");
            }
        }
        return null;
    }

    /// The first rule about this call, letter by letter, that allows something.
    private @Nullable Rule allowing(Predicate<Rule> allows) {
        for (Rule rule : rules) {
            if (allows.test(rule) && rule.when().permits(call)) {
                return rule;
            }
        }
        return null;
    }

    private @Nullable Rule denying(Predicate<Rule> denies) {
        for (Rule rule : rules) {
            if (denies.test(rule)) {
                return rule;
            }
        }
        return null;
    }

    void pass(String rule, String detail) {
        if (!decided.contains(rule)) {
            decided.add(rule);
        }
        step(rule, RuleTrace.Outcome.PASSES, detail);
    }

    private void tell(String rule, String detail) {
        step(rule, RuleTrace.Outcome.PASSES, detail);
    }

    PolicyFacts refusal(String rule, String detail) {
        step(rule, RuleTrace.Outcome.REFUSES, detail);
        return version.facts("refuse", List.of(rule), kept, level, dataClass);
    }

    void step(String rule, RuleTrace.Outcome outcome, String detail) {
        if (steps != null) {
            steps.accept(new RuleTrace(rule, outcome, detail));
        }
    }
}
