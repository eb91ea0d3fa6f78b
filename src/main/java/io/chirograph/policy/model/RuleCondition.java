package io.chirograph.policy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which calls a rule is about: those that fit all of what is named. What is not named fits every call.
/// @param paths null for any
/// @param dataClass the class, or a higher one, that the call's data have
public record RuleCondition(
        @Nullable Globs providers,
        @Nullable Set<PathPrefix> paths,
        Set<OperationClass> operations,
        @Nullable Globs tenants,
        @Nullable Globs teams,
        @Nullable Globs applications,
        @Nullable Globs keys,
        @Nullable String dataClass) {
    static final RuleCondition ALWAYS = new RuleCondition(null, null, Set.of(), null, null, null, null, null);

    public RuleCondition {
        if (Stream.of(providers, paths, operations, tenants, teams, applications, keys, dataClass)
                .allMatch(Objects::isNull)) {
            throw new Misfit("", "names nothing; leave it out where a rule is about every call");
        }
        requireSome("providers", providers);
        requireSome("tenants", tenants);
        requireSome("teams", teams);
        requireSome("applications", applications);
        requireSome("keys", keys);
        if (paths != null && paths.isEmpty()) {
            throw new Misfit("paths", "is empty");
        }
        operations = Objects.requireNonNullElse(operations, Set.of());
    }

    /// An empty list would make a rule that is about no call.
    private static void requireSome(String member, @Nullable Globs globs) {
        if (globs != null && globs.isNone()) {
            throw new Misfit(member, "is empty");
        }
    }

    /// Whether it fits every call.
    public boolean isAlways() {
        return equals(ALWAYS);
    }

    /// The first condition that this call does not meet (data class ignored), compared as [Matching#restricts] does;
    /// null if it meets all.
    public @Nullable String unmet(PolicyRequest call) {
        return unmet(call, true);
    }

    /// Whether the call meets all conditions as [Matching#permits] compares. Only then does a rule allow anything.
    public boolean permits(PolicyRequest call) {
        return unmet(call, false) == null;
    }

    private @Nullable String unmet(PolicyRequest call, boolean widely) {
        CallerFacts caller = call.caller();
        if (!isMeant(providers, call.provider().name(), widely)) {
            return "provider " + call.provider().name();
        }
        if (!operations.isEmpty() && !operations.contains(call.operation())) {
            return "operation " + call.operation().wire();
        }
        if (!isMeant(tenants, caller.tenant(), widely)) {
            return "tenant " + caller.tenant();
        }
        if (!isMeant(teams, caller.team(), widely)) {
            return "team " + caller.team();
        }
        if (!isMeant(applications, caller.application(), widely)) {
            return "application " + caller.application();
        }
        if (!isMeant(keys, caller.keyId(), widely)) {
            return "key " + caller.keyId();
        }
        return paths == null || covers(paths, call, widely) ? null : "path";
    }

    private static boolean isMeant(@Nullable Globs globs, String text, boolean widely) {
        return globs == null || (widely ? globs.restricts(text) : globs.permits(text));
    }

    private static boolean covers(Set<PathPrefix> paths, PolicyRequest call, boolean widely) {
        List<String> path = new ArrayList<>(List.of(call.provider().name()));
        path.addAll(call.path().get());
        return paths.stream()
                .map(PathPrefix::segments)
                .anyMatch(prefix -> widely ? starts(careless(path), careless(prefix)) : starts(path, prefix));
    }

    private static boolean starts(List<String> path, List<String> prefix) {
        return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }

    /// Segments as whoever decodes twice, drops path parameters and knows no case has them.
    private static List<String> careless(List<String> path) {
        return path.stream()
                .flatMap(segment -> Matching.parts(Matching.folded(segment)).stream())
                .toList();
    }
}
