package io.chirograph.policy.eval;

import io.chirograph.policy.eval.BodyFacts.Reading;
import io.chirograph.policy.model.Alias;
import io.chirograph.policy.model.Globs;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.Parameters;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.ProviderFacts;
import io.chirograph.policy.model.Rule;
import io.chirograph.policy.model.Target;
import io.chirograph.policy.model.TargetCondition;
import io.chirograph.web.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What is left to decide about a call when its body can be read: the model and the bounds of parameters.
final class BodyEvaluator implements Decision.Remaining {
    /// A longer name of a model may have been cut where it was read.
    private static final int LONGEST_MODEL = 200;

    private final DecisionTrace trace;
    private final Policy policy;
    private final PolicyRequest call;
    private final List<Rule> rules;
    private final Globs ofKey;
    private final boolean needsModel;
    private final boolean hasBounds;
    private final @Nullable Target target;
    private final BiFunction<ProviderFacts, Target, Decision> towards;

    private BodyEvaluator(
            DecisionTrace trace,
            PolicyRequest call,
            List<Rule> rules,
            @Nullable Target target,
            BiFunction<ProviderFacts, Target, Decision> towards) {
        this.target = target;
        this.towards = towards;
        this.trace = trace;
        this.policy = trace.policy();
        this.call = call;
        this.rules = rules;
        this.ofKey = new Globs(call.caller().limits().models());
        boolean isOpen = policy.allow().models().isAll()
                || rules.stream()
                        .anyMatch(rule ->
                                rule.allow().models().isAll() && rule.when().permits(call));
        this.needsModel = !isOpen
                || !ofKey.isNone()
                || rules.stream().anyMatch(rule -> !rule.deny().models().isNone());
        this.hasBounds = rules.stream().anyMatch(rule -> !rule.bounds().isEmpty());
    }

    /// What the body still decides about a call; null for nothing. A catalogue has no model to judge.
    /// @param target what the model is known to stand for; null where the policy's aliases say it
    /// @param towards judges the call as if it went elsewhere
    static @Nullable BodyEvaluator of(
            DecisionTrace trace,
            PolicyRequest call,
            List<Rule> rules,
            @Nullable Target target,
            BiFunction<ProviderFacts, Target, Decision> towards) {
        if (call.operation() == OperationClass.CATALOGUE) {
            return null;
        }
        var body = new BodyEvaluator(trace, call, rules, target, towards);
        return body.needsModel || body.hasBounds || !body.policy.aliases().isEmpty() ? body : null;
    }

    @Override
    public boolean needsModel() {
        return needsModel;
    }

    @Override
    public SortedSet<String> parameters() {
        SortedSet<String> names = new TreeSet<>();
        rules.forEach(rule -> rule.bounds().keySet().forEach(word -> names.add(inEvents(word))));
        return names;
    }

    @Override
    public Decision decide(BodyFacts body) {
        if (body.reading() == Reading.ABSENT && call.operation() != OperationClass.INFERENCE) {
            return trace.allow(null, null);
        }
        boolean isWhole = body.reading() == Reading.WHOLE;
        if (!isWhole && (needsModel || hasBounds)) {
            return unreadable(body.reading());
        }
        String model = isWhole ? body.model() : null;
        Alias named = model == null || target != null ? null : policy.aliases().get(model);
        if (model != null && named != null && named.targets() != null) {
            return trace.allow(null, null, new TargetChoice(model, named, this::isMeant, towards));
        }
        Target alias = named == null ? target : named.only();
        Decision.Refused no = model == null || alias == null ? null : alias(model, alias);
        if (no == null && needsModel) {
            no = models(model, alias, body.also());
        }
        if (no == null && hasBounds) {
            no = bounds(body);
        }
        return no == null ? trace.allow(null, alias) : no;
    }

    private boolean isMeant(Target one, Instant now) {
        TargetCondition when = one.when();
        int rank = policy.rank(trace.dataClass());
        return when == null || when.isMet(call.metadata(), least -> rank >= policy.rank(least), now);
    }

    private Decision.Refused unreadable(Reading reading) {
        if (reading == Reading.ENCODING_UNKNOWN) {
            String detail = "A rule has to read the body, and its content encoding is none of identity, gzip, deflate,"
                    + " br and zstd.";
            return trace.refuse("body", ErrorCode.ENCODING_UNSUPPORTED, "Content-Encoding", null, detail);
        }
        String detail = switch (reading) {
            case AMBIGUOUS ->
                "A rule has to know the model, and the body names one more than once, or in a way that not"
                        + " every reader understands alike.";
            case ABSENT -> "A rule has to know what the call asks for, and it has no body.";
            default -> "A rule has to read the body, and it is no JSON that can be read to its end.";
        };
        return trace.refuse("body", ErrorCode.MODEL_UNREADABLE, "model", null, detail);
    }

    private Decision.@Nullable Refused alias(String name, Target alias) {
        if (alias.provider().equals(call.provider().name())) {
            trace.pass("alias:" + name, "'" + name + "' is " + alias.model());
            return null;
        }
        String detail = "'" + name + "' is a model of provider " + alias.provider() + ".";
        return refusedModel(name, "alias:" + name, detail);
    }

    /// Judges the model and whatever else the call may end at; only the model itself may be an alias.
    private Decision.@Nullable Refused models(@Nullable String asked, @Nullable Target alias, List<String> also) {
        String first = asked == null && !also.isEmpty() ? also.getFirst() : asked;
        Decision.Refused no = model(first, alias);
        for (int i = 0; no == null && i < also.size(); i++) {
            String other = also.get(i);
            Alias standsFor = policy.aliases().get(other);
            no = standsFor == null
                    ? model(other, null)
                    : refusedModel(
                            other, "alias:" + other, "'" + other + "' is an alias, which is known as model alone.");
        }
        return no;
    }

    private Decision.@Nullable Refused model(@Nullable String asked, @Nullable Target alias) {
        if (asked == null || asked.isBlank() || asked.length() > LONGEST_MODEL) {
            String detail = "A rule has to know the model, and the body names none of at most " + LONGEST_MODEL
                    + " characters.";
            return trace.refuse("body", ErrorCode.MODEL_UNREADABLE, "model", asked, detail);
        }
        List<String> names = alias == null ? List.of(asked) : List.of(asked, alias.model());
        if (!ofKey.isNone()) {
            if (names.stream().noneMatch(ofKey::permits)) {
                String detail = "The key allows these models: " + String.join(", ", ofKey.patterns()) + ".";
                return refusedModel(asked, "key:models", detail);
            }
            trace.pass("key:models", "the key allows model " + asked);
        }
        return allowed(asked, names);
    }

    private Decision.@Nullable Refused allowed(String asked, List<String> names) {
        for (Rule rule : rules) {
            if (names.stream().anyMatch(rule.deny().models()::restricts)) {
                return refusedModel(asked, rule.id(), "Rule " + rule.id() + " denies model " + asked + ".");
            }
        }
        if (names.stream().anyMatch(policy.allow().models()::permits)) {
            return null;
        }
        for (Rule rule : rules) {
            boolean allows = names.stream().anyMatch(rule.allow().models()::permits)
                    && rule.when().permits(call);
            if (allows) {
                trace.pass(rule.id(), "it allows model " + asked);
                return null;
            }
        }
        return refusedModel(asked, "allow", "Model " + asked + " is none that the policy allows here.");
    }

    private Decision.Refused refusedModel(String model, String rule, String detail) {
        return trace.refuse(rule, ErrorCode.MODEL_REFUSED, "model", model, detail);
    }

    private Decision.@Nullable Refused bounds(BodyFacts body) {
        for (Rule rule : rules) {
            for (var bound : rule.bounds().entrySet()) {
                Decision.Refused no = bound(body, rule, bound.getKey(), bound.getValue());
                if (no != null) {
                    return no;
                }
            }
            if (!rule.bounds().isEmpty()) {
                trace.pass(rule.id(), "the parameters that it bounds are within their bounds");
            }
        }
        return null;
    }

    private Decision.@Nullable Refused bound(BodyFacts body, Rule rule, String name, Rule.Bound bound) {
        List<Object> values = body.parameters().getOrDefault(inEvents(name), List.of());
        if (values.isEmpty() && bound.required()) {
            String detail = "Rule " + rule.id() + " demands " + name + ", " + bound.words() + ".";
            return refusedParameter(name, null, rule, detail);
        }
        for (Object value : values) {
            BigDecimal number = number(value);
            if (number == null || !bound.contains(number)) {
                String detail = "Rule " + rule.id() + " allows " + name + " " + bound.words() + ", not " + value + ".";
                return refusedParameter(name, value.toString(), rule, detail);
            }
        }
        return null;
    }

    private static String inEvents(String parameter) {
        return Parameters.named(parameter).orElseThrow();
    }

    private Decision.Refused refusedParameter(String name, @Nullable String value, Rule rule, String detail) {
        return trace.refuse(rule.id(), ErrorCode.PARAMETER_REFUSED, name, value, detail);
    }

    private static @Nullable BigDecimal number(Object value) {
        return switch (value) {
            case Long whole -> BigDecimal.valueOf(whole);
            case BigInteger whole -> new BigDecimal(whole);
            case BigDecimal exact -> exact;
            case Double fraction when Double.isFinite(fraction) -> BigDecimal.valueOf(fraction);
            default -> null;
        };
    }

    @Override
    public void cannotSay() {
        List<String> silent = new ArrayList<>();
        if (!ofKey.isNone()) {
            silent.add("key:models");
        }
        rules.stream()
                .filter(rule -> !rule.deny().models().isNone() || !rule.bounds().isEmpty())
                .forEach(rule -> silent.add(rule.id()));
        if (silent.isEmpty() && needsModel) {
            silent.add("allow");
        }
        silent.forEach(
                rule -> trace.tell(rule, RuleTrace.Outcome.NEEDS_BODY, "it has to know the model or a parameter"));
    }
}
