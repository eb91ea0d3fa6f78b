package io.chirograph.policy.eval;

import io.chirograph.policy.model.DataClass;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.Rule;
import io.chirograph.web.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the class of a call's data: the one that its caller names, else its key's or its rules' (the higher of
/// them), else the policy's own. What key and rules name is the least: a caller can go above it and never below.
record DataClassResolver(Policy policy, PolicyRequest call, List<Rule> rules) {
    private static final Pattern NAME = Pattern.compile(DataClass.FORM);

    /// @param dataClass the class in force; null for none, or where none could be found
    /// @param objection why the caller's choice does not do; null where it does
    record Verdict(
            @Nullable String dataClass,
            String source,
            ErrorCode code,
            String rule,
            @Nullable String objection) {}

    Verdict judge() {
        String least = call.caller().limits().dataClass();
        String by = "key:data-class";
        if (least != null && !isDeclared(least)) {
            return refused(least, by, "The key's own data class '" + least + "' is none that the policy declares.");
        }
        for (Rule rule : rules) {
            if (rule.dataClass() != null && policy.rank(rule.dataClass()) > policy.rank(least)) {
                least = rule.dataClass();
                by = rule.id();
            }
        }
        String header = call.dataClass();
        if (header == null) {
            String inForce = least == null ? policy.dataClass() : least;
            return checked(inForce, least == null ? "as the policy has it" : "as " + by + " has it", by);
        }
        return named(header.strip(), least, by);
    }

    private Verdict named(String asked, @Nullable String least, String by) {
        if (!NAME.matcher(asked).matches()) {
            String objection = "'" + call.dataClass() + "' is no data class: 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-'";
            return new Verdict(null, "", ErrorCode.DATA_CLASS_MALFORMED, "data-classes", objection);
        }
        if (!isDeclared(asked)) {
            String objection = "'" + asked + "' is none of the policy's data classes: "
                    + policy.dataClasses().stream().map(DataClass::name).collect(Collectors.joining(", "));
            return refused(least, "data-classes", objection);
        }
        boolean isBelow = policy.dataClasses().isEmpty()
                ? least != null && !least.equals(asked)
                : policy.rank(asked) < policy.rank(least);
        if (isBelow) {
            String objection = "'" + asked + "' is below '" + least
                    + "', the least that this call can have: a caller can only raise the class of its data";
            return refused(least, by, objection);
        }
        return checked(asked, "as the caller has it", by);
    }

    /// A key may name the classes that its calls can have.
    private Verdict checked(@Nullable String inForce, String source, String by) {
        List<String> ofKey = call.caller().limits().dataClasses();
        if (inForce != null && !ofKey.isEmpty() && !ofKey.contains(inForce)) {
            return refused(
                    inForce,
                    "key:data-classes",
                    "The key allows data of these classes: " + String.join(", ", ofKey) + "; this call's is "
                            + inForce);
        }
        return new Verdict(inForce, source, ErrorCode.DATA_CLASS_REFUSED, by, null);
    }

    private static Verdict refused(@Nullable String inForce, String rule, String objection) {
        return new Verdict(inForce, "as " + rule + " has it", ErrorCode.DATA_CLASS_REFUSED, rule, objection);
    }

    /// A policy that declares no classes takes any word for one.
    private boolean isDeclared(String dataClass) {
        return policy.dataClasses().isEmpty() || policy.rank(dataClass) >= 0;
    }
}
