package io.chirograph.identity.operators;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the configuration demands of operators beside a valid token.
final class OperatorRules {
    private OperatorRules() {}

    /// Which words of the role claim mean which role: the role's own name where nothing is said.
    static Map<String, Role> words(Map<String, List<String>> mapping) {
        Map<String, Role> words = new TreeMap<>();
        for (Role role : Role.values()) {
            for (String word : mapping.getOrDefault(role.claim(), List.of(role.claim()))) {
                Role other = words.put(word, role);
                if (other != null && other != role) {
                    throw new IllegalArgumentException("chirograph.identity.operators.role-mapping has '" + word
                            + "' for both " + other.claim() + " and " + role.claim());
                }
            }
        }
        mapping.keySet().forEach(name -> role("role-mapping", name));
        return words;
    }

    /// Groups of roles no two of which one token may have.
    static List<Set<Role>> exclusive(List<String> groups) {
        List<Set<Role>> sets = new ArrayList<>();
        for (String group : groups) {
            EnumSet<Role> set = EnumSet.noneOf(Role.class);
            for (String name : group.split("\\+", -1)) {
                set.add(role("exclusive-roles", name.strip()));
            }
            if (set.size() < 2) {
                throw new IllegalArgumentException("chirograph.identity.operators.exclusive-roles has '" + group
                        + "'; expected two roles or more with + between them");
            }
            sets.add(set);
        }
        return sets;
    }

    static void interval(Duration interval) {
        if (interval.isNegative() || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("chirograph.identity.operators.access-interval is " + interval
                    + "; it must lie between 0s and 24h");
        }
    }

    static Role role(String setting, String name) {
        return Role.of(name)
                .orElseThrow(() -> new IllegalArgumentException("chirograph.identity.operators." + setting + " has '"
                        + name + "'; roles are "
                        + String.join(
                                ", ",
                                Arrays.stream(Role.values()).map(Role::claim).toList())));
    }
}
