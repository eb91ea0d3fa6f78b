package io.chirograph.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which calls a rule is about: those that fit all of what is named. What is not named fits every call.
///
/// @param paths prefixes of paths, whole segments, the provider's name first
/// @param dataClass the class, or a higher one, that the call's data have
record When(
        @Nullable Globs providers,
        List<List<String>> paths,
        Set<OperationClass> operations,
        @Nullable Globs tenants,
        @Nullable Globs teams,
        @Nullable Globs applications,
        @Nullable Globs keys,
        @Nullable String dataClass) {
    static final When ALWAYS = new When(null, List.of(), Set.of(), null, null, null, null, null);

    /// What keeps a call from being meant, the class of its data left aside; null for nothing.
    @Nullable
    String unmet(Question call) {
        CallerFacts caller = call.caller();
        if (providers != null && !providers.matches(call.provider().name())) {
            return "provider " + call.provider().name();
        }
        if (!operations.isEmpty() && !operations.contains(call.operation())) {
            return "operation " + call.operation().wire();
        }
        if (tenants != null && !tenants.matches(caller.tenant())) {
            return "tenant " + caller.tenant();
        }
        if (teams != null && !teams.matches(caller.team())) {
            return "team " + caller.team();
        }
        if (applications != null && !applications.matches(caller.application())) {
            return "application " + caller.application();
        }
        if (keys != null && !keys.matches(caller.keyId())) {
            return "key " + caller.keyId();
        }
        return paths.isEmpty() || covers(call, false) ? null : "path";
    }

    /// Whether the path is meant letter by letter. Only then does a rule allow anything; it restricts whatever a
    /// provider careless of case and path parameters might take for the same.
    boolean isExact(Question call) {
        return paths.isEmpty() || covers(call, true);
    }

    private boolean covers(Question call, boolean exactly) {
        List<String> path = call.path().get();
        for (List<String> prefix : paths) {
            if (starts(call.provider().name(), path, prefix, exactly)) {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(String provider, List<String> path, List<String> prefix, boolean exactly) {
        if (path.size() + 1 < prefix.size() || !prefix.getFirst().equals(provider)) {
            return false;
        }
        for (int i = 1; i < prefix.size(); i++) {
            String segment = path.get(i - 1);
            boolean same =
                    exactly ? segment.equals(prefix.get(i)) : careless(segment).equals(careless(prefix.get(i)));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static String careless(String segment) {
        int parameters = segment.indexOf(';');
        return (parameters < 0 ? segment : segment.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
