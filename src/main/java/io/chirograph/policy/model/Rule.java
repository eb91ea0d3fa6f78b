package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One rule of a policy. Several may be about one call: what any of them allows is allowed, unless any of them
/// denies it; what any of them demands is demanded.
/// @param id stands in the events of the calls that it decides
/// @param bounds by the words of policies
/// @param payload the most that is kept of the calls' content; null where the rule says nothing of it
/// @param dataClass the least class that the calls' data have
public record Rule(
        String id,
        RuleCondition when,
        Permissions allow,
        Denials deny,
        Requirements require,
        @JsonProperty("parameters") Map<String, Bound> bounds,
        @Nullable PayloadLimit payload,
        @Nullable String dataClass) {
    /// Ids that events have for what is no rule.
    private static final Set<String> RESERVED =
            Set.of("allow", "body", "data-classes", "payload", Policy.DEFAULT_ALLOW);

    public Rule {
        Misfit.requireWord("id", id, Misfit.NAME, Misfit.NAME_RULE);
        if (RESERVED.contains(id)) {
            throw new Misfit("id", "is '" + id + "', which has a meaning of its own in events");
        }
        if (allow == null
                && deny == null
                && require == null
                && bounds == null
                && payload == null
                && dataClass == null) {
            throw new Misfit("", "does nothing; it needs one of allow, deny, require, parameters, payload, data-class");
        }
        if (when != null && when.dataClass() != null && dataClass != null) {
            throw new Misfit("data-class", "cannot depend on the class that it sets (when.data-class)");
        }
        if (when != null && when.dataClass() != null && allow != null) {
            throw new Misfit(
                    "", "cannot allow by when.data-class: a caller could raise the class of its data to get more");
        }
        if (Requirements.NONE.equals(require)) {
            throw new Misfit("require", "demands nothing; it has 'end-user: true' or metadata with patterns");
        }
        if (bounds != null && bounds.isEmpty()) {
            throw new Misfit("parameters", "names no parameter");
        }
        when = Objects.requireNonNullElse(when, RuleCondition.ALWAYS);
        allow = Objects.requireNonNullElse(allow, Permissions.NONE);
        deny = Objects.requireNonNullElse(deny, Denials.NONE);
        require = Objects.requireNonNullElse(require, Requirements.NONE);
        bounds = Objects.requireNonNullElse(bounds, Map.of());
        for (String parameter : bounds.keySet()) {
            if (Parameters.named(parameter).isEmpty()) {
                throw new Misfit("parameters." + parameter, "can have no bounds; these can: " + Parameters.words());
            }
        }
    }

    /// Limits of one scalar parameter. A call beyond them is refused; nothing is ever changed.
    /// @param required whether a call that does not say is refused
    public record Bound(@Nullable BigDecimal min, @Nullable BigDecimal max, boolean required) {
        public Bound {
            if (min == null && max == null) {
                throw new Misfit("", "has no 'max' and no 'min'");
            }
        }

        public boolean contains(BigDecimal value) {
            return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
        }

        public String words() {
            return min == null ? "at most " + max : max == null ? "at least " + min : "from " + min + " to " + max;
        }
    }

    /// Names of providers and models, and classes of operations, that a rule allows.
    public record Permissions(Globs providers, Globs models, Set<OperationClass> operations) {
        static final Permissions NONE = new Permissions(Globs.NONE, Globs.NONE, Set.of());

        public Permissions {
            if (providers == null && models == null && operations == null) {
                throw new Misfit("", "names nothing; it has models, operations, providers");
            }
            providers = Objects.requireNonNullElse(providers, Globs.NONE);
            models = Objects.requireNonNullElse(models, Globs.NONE);
            operations = operations == null ? Set.of() : Set.copyOf(operations);
        }
    }

    /// Names of providers and models, and classes of operations, that a rule denies, and what it denies to be found.
    /// @param findings names of detectors, patterns and scanners; which there are is not known here
    public record Denials(Globs providers, Globs models, Set<OperationClass> operations, SortedSet<String> findings) {
        static final Denials NONE = new Denials(Globs.NONE, Globs.NONE, Set.of(), new TreeSet<>());

        private static final String FINDING = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

        public Denials {
            if (providers == null && models == null && operations == null && findings == null) {
                throw new Misfit("", "names nothing; it has findings, models, operations, providers");
            }
            providers = Objects.requireNonNullElse(providers, Globs.NONE);
            models = Objects.requireNonNullElse(models, Globs.NONE);
            operations = operations == null ? Set.of() : Set.copyOf(operations);
            findings = findings == null ? new TreeSet<>() : findings;
            for (String finding : findings) {
                if (finding.length() > 64 || !finding.matches(FINDING)) {
                    throw new Misfit(
                            "findings",
                            "has '" + finding
                                    + "'; a finding is at most 64 of a-z and 0-9, words of it with '-' between"
                                    + " them, such as private-key");
                }
            }
        }
    }

    /// What calls must bring with them.
    /// @param endUser a token that proves for whom the call is made
    /// @param metadata entries by name, with what their values look like
    public record Requirements(boolean endUser, SortedMap<String, Pattern> metadata) {
        public static final Requirements NONE = new Requirements(false, new TreeMap<>());

        public Requirements {
            metadata = metadata == null ? new TreeMap<>() : metadata;
        }
    }
}
