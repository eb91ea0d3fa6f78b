package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One rule of a policy. Several may be about one call: what any of them allows is allowed, unless any of them
/// denies it; what any of them demands is demanded.
/// @param id stands in the events of the calls that it decides
/// @param bounds by the words of policies
/// @param dataClass the least class that the calls' data have
public record Rule(
        String id,
        RuleCondition when,
        Permissions allow,
        Permissions deny,
        Requirements require,
        @JsonProperty("parameters") Map<String, Bound> bounds,
        @Nullable String dataClass) {
    /// Ids that events have for what is no rule.
    private static final Set<String> RESERVED =
            Set.of("allow", "body", "data-classes", "payload", Policy.DEFAULT_ALLOW);

    public Rule {
        Misfit.requireWord("id", id, Misfit.NAME, Misfit.NAME_RULE);
        if (RESERVED.contains(id)) {
            throw new Misfit("id", "is '" + id + "', which has a meaning of its own in events");
        }
        if (allow == null && deny == null && require == null && bounds == null && dataClass == null) {
            throw new Misfit("", "does nothing; it needs one of allow, deny, require, parameters, data-class");
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
        deny = Objects.requireNonNullElse(deny, Permissions.NONE);
        require = Objects.requireNonNullElse(require, Requirements.NONE);
        bounds = Objects.requireNonNullElse(bounds, Map.of());
        for (String parameter : bounds.keySet()) {
            if (Parameters.named(parameter).isEmpty()) {
                throw new Misfit("parameters." + parameter, "can have no bounds; these can: " + Parameters.words());
            }
        }
    }
}
