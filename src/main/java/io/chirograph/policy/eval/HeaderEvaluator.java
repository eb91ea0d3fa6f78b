package io.chirograph.policy.eval;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PayloadLimit;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.ProviderFacts;
import io.chirograph.policy.model.Rule;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Judges one call by its head.
/// One use, one thread. The order is: class of the data, operation, provider, what the class demands of the
/// provider, payload level, what the call must bring with it. The first that fails refuses.
public final class HeaderEvaluator {
    private static final PayloadLimit NOTHING = PayloadLimit.of(PayloadLevel.NOTHING);

    private final DecisionTrace trace;
    private final PolicyVersion version;
    private final Policy policy;
    private final PolicyRequest call;
    private final @Nullable Target target;
    private List<Rule> rules = List.of();

    private HeaderEvaluator(DecisionTrace trace, PolicyRequest call) {
        this(trace, call, null);
    }

    /// @param target what an alias stands for, which is judged; null where that is not known
    private HeaderEvaluator(DecisionTrace trace, PolicyRequest call, @Nullable Target target) {
        this.trace = trace;
        this.version = trace.version;
        this.policy = trace.policy();
        this.call = call;
        this.target = target;
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

    /// Decides how content is kept that goes to no provider, on the class of its data, rules about its caller and
    /// what that asks for. Rules about providers, paths or operations are not about it.
    public static Decision content(PolicyVersion version, PolicyRequest about) {
        return new HeaderEvaluator(new DecisionTrace(version, null), about).keep();
    }

    private Decision keep() {
        List<Rule> ofAnyCall = policy.rules().stream()
                .filter(rule -> rule.when().providers() == null
                        && rule.when().paths() == null
                        && rule.when().operations().isEmpty())
                .toList();
        Decision.Refused no = dataClass(fitting(ofAnyCall, this::otherCalls));
        no = no == null ? payload() : no;
        return no == null ? trace.allow(null, null) : no;
    }

    private Decision judge() {
        List<Rule> about = fitting(policy.rules(), this::otherCalls);
        for (Supplier<Decision.@Nullable Refused> check : List.<Supplier<Decision.@Nullable Refused>>of(
                () -> dataClass(about),
                this::operation,
                this::provider,
                this::demands,
                this::payload,
                this::requirements)) {
            Decision.Refused no = check.get();
            if (no != null) {
                return no;
            }
        }
        trace.limit(call);
        return trace.allow(BodyEvaluator.of(trace, call, rules, target, this::towards), null);
    }

    /// The same call, as if it went elsewhere.
    private Decision towards(ProviderFacts provider, Target other) {
        var there = new PolicyRequest(
                call.caller(),
                provider,
                call.operation(),
                call.path(),
                call.metadata(),
                call.payload(),
                call.dataClass());
        return new HeaderEvaluator(trace.again(), there, other).judge();
    }

    /// The rules of which nothing is said; of the others the trace is told it.
    private List<Rule> fitting(List<Rule> all, Function<Rule, @Nullable String> misfit) {
        List<Rule> fitting = new ArrayList<>(all.size());
        for (Rule rule : all) {
            String why = misfit.apply(rule);
            if (why == null) {
                fitting.add(rule);
            } else {
                trace.tell(rule.id(), RuleTrace.Outcome.DOES_NOT_APPLY, why);
            }
        }
        return fitting;
    }

    private @Nullable String otherCalls(Rule rule) {
        String unmet = rule.when().unmet(call);
        return unmet == null ? null : "it is not about " + unmet;
    }

    private @Nullable String higherClass(Rule rule) {
        String least = rule.when().dataClass();
        return least == null || policy.rank(trace.dataClass()) >= policy.rank(least)
                ? null
                : "it is about data of class " + least + " and above";
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
        rules = fitting(about, this::higherClass);
        return null;
    }

    private Decision.@Nullable Refused operation() {
        OperationClass operation = call.operation();
        List<String> ofKey = call.caller().limits().operations();
        boolean isKnown = operation != OperationClass.UNKNOWN;
        Rule optIn = allowing(rule -> rule.allow().operations().contains(operation));
        boolean isOpen = version.operations.contains(operation) || optIn != null;
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
                            ? "the policy allows: "
                                    + version.operations.stream()
                                            .sorted()
                                            .map(OperationClass::wire)
                                            .collect(Collectors.joining(", "))
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
        } else if (!version.operations.contains(operation) && optIn != null) {
            trace.pass(optIn.id(), "it allows operations of class " + operation.wire());
        }
        return null;
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
        Keeping keeping = trace.keeping();
        keeping.begin();
        for (Rule rule : rules) {
            keeping.ruled(rule);
        }
        PayloadWish wish = call.payload();
        String header = wish.level();
        if (header != null) {
            PayloadLimit asked = PayloadLimit.asked(header);
            if (asked == null || keeping.isLessThan(asked)) {
                return trace.refuse(
                        "payload",
                        ErrorCode.PAYLOAD_LEVEL_REFUSED,
                        PolicyRequest.PAYLOAD_HEADER,
                        header,
                        "'" + header + "' is not " + keeping.words() + ": a caller can only lower what is kept");
            }
            keeping.asked(asked);
        }
        if (wish.isUncollected()) {
            keeping.asked(NOTHING);
        }
        keeping.settle(wish.hasReference());
        return null;
    }

    private Decision.@Nullable Refused requirements() {
        for (Rule rule : rules) {
            Rule.Requirements require = rule.require();
            if (require.endUser() && !call.caller().endUser()) {
                String detail = "Rule " + rule.id() + " demands a verified end user: a token in Chirograph-User-Token.";
                return trace.refuse(rule.id(), ErrorCode.END_USER_REQUIRED, "Chirograph-User-Token", null, detail);
            }
            for (var entry : require.metadata().entrySet()) {
                Object value = call.metadata().get(entry.getKey());
                if (value == null || !entry.getValue().matches(value.toString())) {
                    String detail = "Rule " + rule.id() + " demands metadata '" + entry.getKey() + "' that matches "
                            + entry.getValue().pattern() + ".";
                    return trace.refuse(
                            rule.id(),
                            ErrorCode.METADATA_REQUIRED,
                            "Chirograph-Metadata." + entry.getKey(),
                            value == null ? null : value.toString(),
                            detail);
                }
            }
            if (!require.equals(Rule.Requirements.NONE)) {
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
