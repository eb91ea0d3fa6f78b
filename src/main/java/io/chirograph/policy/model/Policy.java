package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.chirograph.event.value.PayloadLevel;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a policy says, whole and valid. Immutable.
/// @param version of the form; `1`
/// @param allow what holds where no rule says more or less
/// @param payload the most that is kept of content where nothing says less; null, or a part of it, where the
///     environment decides
/// @param retention the retention class of records where no data class says otherwise
/// @param payloadRetention the retention class of content; null for that of the record
/// @param digests null where they are keyed for the classes behind `internal` alone
/// @param dataClass the class of calls that nothing else gives one; null for none
/// @param dataClasses from the least to the most sensitive
public record Policy(
        String version,
        Defaults allow,
        @Nullable PayloadLimit payload,
        String retention,
        @Nullable String payloadRetention,
        @Nullable DigestForm digests,
        @Nullable String dataClass,

        @JsonFormat(without = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<DataClass> dataClasses,

        SortedMap<String, Alias> aliases,

        @JsonFormat(without = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Rule> rules,

        @JsonFormat(without = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Limit> limits) {
    public static final String STANDARD_RETENTION = "standard";

    /// What events name where no rule has anything to say.
    public static final String DEFAULT_ALLOW = "default-allow";

    private static final PayloadLimit ANYTHING = PayloadLimit.of(PayloadLevel.CLEAR);

    /// What holds where there is no file.
    public static final Policy BUILT_IN = new Policy(
            "1",
            new Defaults(Globs.ALL, Globs.ALL, null),
            null,
            STANDARD_RETENTION,
            null,
            null,
            null,
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());

    /// What is allowed where no rule says more or less.
    /// @param operations where the key names none; null where the environment decides
    public record Defaults(
            Globs providers, Globs models, @Nullable Set<OperationClass> operations) {
        public Defaults {
            providers = Objects.requireNonNullElse(providers, Globs.ALL);
            models = Objects.requireNonNullElse(models, Globs.ALL);
        }
    }

    public Policy {
        if (!"1".equals(version)) {
            throw new Misfit("", "must have 'version: 1'");
        }
        allow = allow == null ? new Defaults(Globs.ALL, Globs.ALL, null) : allow;
        retention = Objects.requireNonNullElse(retention, STANDARD_RETENTION);
        Misfit.requireWord("retention", retention, Misfit.NAME, Misfit.NAME_RULE);
        if (payloadRetention != null) {
            Misfit.requireWord("payload-retention", payloadRetention, Misfit.NAME, Misfit.NAME_RULE);
        }
        dataClasses = dataClasses == null ? List.of() : List.copyOf(dataClasses);
        aliases = aliases == null ? new TreeMap<>() : aliases;
        rules = rules == null ? List.of() : List.copyOf(rules);
        Set<String> classes = new HashSet<>();
        for (int i = 0; i < dataClasses.size(); i++) {
            if (!classes.add(dataClasses.get(i).name())) {
                throw new Misfit(
                        "data-classes[" + i + "]",
                        "has the name '" + dataClasses.get(i).name() + "', which another class has");
            }
        }
        TermsByClass.requireSealed(Objects.requireNonNullElse(payload, ANYTHING), dataClasses);
        for (String alias : aliases.keySet()) {
            if (!alias.matches(Misfit.VISIBLE)) {
                throw new Misfit("aliases." + alias, "has a name that is not " + Misfit.VISIBLE_RULE);
            }
        }
        aliases.forEach((name, alias) -> {
            for (int i = 0; alias.targets() != null && i < alias.targets().size(); i++) {
                TargetCondition when = alias.targets().get(i).when();
                String named = when == null ? null : when.dataClass();
                requireDeclared("aliases." + name + ".targets[" + i + "].when.data-class", named, classes);
            }
        });
        requireDeclared("data-class", dataClass, classes);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (!ids.add(rule.id())) {
                throw new Misfit("rules[" + i + "]", "has the id '" + rule.id() + "', which another rule has");
            }
            requireDeclared("rules[" + i + "].data-class", rule.dataClass(), classes);
            requireDeclared("rules[" + i + "].when.data-class", rule.when().dataClass(), classes);
        }
        limits = limits == null ? List.of() : List.copyOf(limits);
        requireDistinct(limits, classes);
    }

    private static void requireDistinct(List<Limit> limits, Set<String> classes) {
        if (limits.size() > Limit.MOST) {
            throw new Misfit("limits", "has " + limits.size() + " limits; at most " + Limit.MOST);
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            if (!ids.add(limit.id())) {
                throw new Misfit("limits[" + i + "]", "has the id '" + limit.id() + "', which another limit has");
            }
            requireDeclared("limits[" + i + "].when.data-class", limit.when().dataClass(), classes);
        }
    }

    private static void requireDeclared(String place, @Nullable String dataClass, Set<String> classes) {
        if (dataClass != null && !classes.contains(dataClass)) {
            throw new Misfit(place, "is '" + dataClass + "', which is none of data-classes");
        }
    }

    /// Where a class stands among the declared ones; -1 for one that is not declared.
    public int rank(@Nullable String dataClass) {
        for (int i = 0; i < dataClasses.size(); i++) {
            if (dataClasses.get(i).name().equals(dataClass)) {
                return i;
            }
        }
        return -1;
    }

    /// The classes of operations that are allowed where neither a key nor a rule says otherwise.
    public Set<OperationClass> operations(boolean isDevelopment) {
        if (allow.operations != null) {
            return allow.operations;
        }
        return isDevelopment
                ? EnumSet.allOf(OperationClass.class)
                : EnumSet.of(OperationClass.INFERENCE, OperationClass.CATALOGUE);
    }
}
