package io.chirograph.policy.eval;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.OperationClass;
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
public final class HeaderEvaluator {
    private final DecisionTrace trace;
    private final PolicyVersion version;
    private final Policy policy;
    private final PolicyRequest call;
    private List<Rule> rules = List.of();

    private HeaderEvaluator(DecisionTrace trace, PolicyRequest call) {
        this.trace = trace;
        this.version = trace.version();
        this.policy = trace.policy();
        this.call = call;
    }

    /// Decides about a call from its head.
    public static Decision decide(PolicyVersion version, PolicyRequest call) {
        Decision.Allowed plain = version.plain(call);
        return plain == null ? new HeaderEvaluator(new DecisionTrace(version, null), call).judge() : plain;
    }

    /// The same, telling what each rule says.
    public static Decision explain(PolicyVersion version, PolicyRequest call, Consumer<RuleTrace> steps) {
        return new HeaderEvaluator(new DecisionTrace(version, steps), call).judge();
    }

    /// What can refuse a call.
    private interface Check {
        Decision.@Nullable Refused refusal();
    }

    private Decision judge() {
        List<Rule> about = about();
        for (Check check : List.<Check>of(
                () -> dataClass(about),
                this::operation,
                this::provider,
                this::demands,
                this::payload,
                this::requirements)) {
            Decision.Refused no = check.refusal();
            if (no != null) {
                return no;
            }
        }
        return trace.allow(BodyEvaluator.of(trace, call, rules), null);
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
                trace.tell(rule.id(), RuleTrace.Outcome.DOES_NOT_APPLY, "it is not about " + unmet);
            }
        }
        return about;
    }

    private List<Rule> ofClass(List<Rule> about) {
        List<Rule> ofClass = new ArrayList<>(about.size());
        for (Rule rule : about) {
            String least = rule.when().dataClass();
            if (least == null || policy.rank(trace.dataClass()) >= policy.rank(least)) {
                ofClass.add(rule);
            } else {
                trace.tell(
                        rule.id(),
                        RuleTrace.Outcome.DOES_NOT_APPLY,
                        "it is about data of class " + least + " and above");
            }
        }
        return ofClass;
    }

    private Decision.@Nullable Refused dataClass(List<Rule> about) {
        DataClassResolver.Verdict verdict = new DataClassResolver(policy, call, about).judge();
        String dataClass = verdict.dataClass();
        trace.ofClass(dataClass);
        if (policy.rank(dataClass) >= 0) {
            trace.pass("data-class:" + dataClass, "the data are of class " + dataClass + ", " + verdict.source());
        }
        String objection = verdict.objection();
        if (objection != null) {
            return trace.refuse(
                    verdict.rule(), verdict.code(), PolicyRequest.DATA_CLASS_HEADER, call.dataClass(), objection);
        }
        rules = ofClass(about);
        return null;
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
            return trace.refuse("allow", ErrorCode.OPERATION_UNKNOWN, "path", null, detail);
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
        Rule denying = first(rule -> rule.deny().operations().contains(operation));
        if (denying != null) {
            return refusedOperation(
                    denying.id(), "Rule " + denying.id() + " denies operations of class " + operation.wire() + ".");
        }
        if (!ofKey.isEmpty()) {
            trace.pass("key:operations", "the key allows operations of class " + operation.wire());
        } else if (!version.operations().contains(operation) && optIn != null) {
            trace.pass(optIn.id(), "it allows operations of class " + operation.wire());
        }
        return null;
    }

    private String words() {
        return String.join(
                ", ",
                version.operations().stream().sorted().map(OperationClass::wire).toList());
    }

    private Decision.Refused refusedOperation(String rule, String detail) {
        return trace.refuse(
                rule, ErrorCode.OPERATION_REFUSED, "path", call.operation().wire(), detail);
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
        Rule denying = first(rule -> rule.deny().providers().restricts(name));
        if (denying != null) {
            return refusedProvider(denying.id(), "Rule " + denying.id() + " denies provider " + name + ".");
        }
        if (!ofKey.isEmpty()) {
            trace.pass("key:providers", "the key allows provider " + name);
        }
        if (allowing != null) {
            trace.pass(allowing.id(), "it allows provider " + name);
        }
        return null;
    }

    private Decision.Refused refusedProvider(String rule, String detail) {
        return trace.refuse(
                rule, ErrorCode.PROVIDER_REFUSED, "provider", call.provider().name(), detail);
    }

    private Decision.@Nullable Refused demands() {
        for (PolicyVersion.Demand demand : trace.kept().demands()) {
            String is = call.provider().attributes().get(demand.attribute());
            if (is == null || !demand.values().contains(is)) {
                String detail =
                        "Data of class " + trace.dataClass() + " may go only where " + demand.attribute() + " is "
                                + String.join(" or ", demand.values()) + "; of provider "
                                + call.provider().name() + " it is " + (is == null ? "not known" : is) + ".";
                return trace.refuse(
                        "data-class:" + demand.dataClass(),
                        ErrorCode.RESIDENCY_REFUSED,
                        demand.attribute(),
                        is,
                        detail);
            }
            trace.tell(
                    "data-class:" + demand.dataClass(),
                    RuleTrace.Outcome.PASSES,
                    demand.attribute() + " of the provider is " + is);
        }
        return null;
    }

    private Decision.@Nullable Refused payload() {
        String payload = call.payload();
        if (payload == null) {
            return null;
        }
        PayloadLevel asked = PayloadLevel.named(payload.strip());
        if (asked == null || asked.compareTo(trace.level()) > 0) {
            String detail = "'" + payload + "' is not " + PayloadLevel.upTo(trace.level())
                    + ": a caller can only lower what is kept";
            return trace.refuse(
                    "payload", ErrorCode.PAYLOAD_LEVEL_REFUSED, PolicyRequest.PAYLOAD_HEADER, payload, detail);
        }
        trace.lower(asked);
        return null;
    }

    private Decision.@Nullable Refused requirements() {
        for (Rule rule : rules) {
            Requirements require = rule.require();
            if (require.endUser() && !call.caller().endUser()) {
                String detail = "Rule " + rule.id() + " demands a verified end user: a token in Chirograph-User-Token.";
                return trace.refuse(rule.id(), ErrorCode.END_USER_REQUIRED, "Chirograph-User-Token", null, detail);
            }
            for (var entry : require.metadata().entrySet()) {
                Object value = call.metadata().get(entry.getKey());
                if (value == null || !entry.getValue().matches(value.toString())) {
                    String detail = "Rule " + rule.id() + " demands metadata '" + entry.getKey() + "' that matches "
                            + entry.getValue().text() + ".";
                    return trace.refuse(
                            rule.id(),
                            ErrorCode.METADATA_REQUIRED,
                            "Chirograph-Metadata." + entry.getKey(),
                            value == null ? null : value.toString(),
                            detail);
                }
            }
            if (!require.equals(Requirements.NONE)) {
                trace.pass(rule.id(), "what it demands of end user and metadata is there");
            }
        }
        return null;
    }

    /// The first rule about this call, letter by letter, that allows something.
    private @Nullable Rule allowing(Predicate<Rule> allows) {
        return first(allows.and(rule -> rule.when().permits(call)));
    }

    private @Nullable Rule first(Predicate<Rule> test) {
        return rules.stream().filter(test).findFirst().orElse(null);
    }
}
