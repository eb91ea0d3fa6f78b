package io.chirograph.identity;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether a door opens to an operator whom a valid token or a session proves. Safe for many threads.
final class DoorRules {
    private final IdentityProperties.Operators settings;
    private final List<Set<Role>> exclusive;

    DoorRules(IdentityProperties.Operators settings) {
        this.settings = settings;
        this.exclusive = OperatorRules.exclusive(settings.exclusiveRoles());
    }

    /// Why it does not, always with status 403.
    record Refused(String code, String detail) {}

    /// Null when it opens.
    @Nullable
    Refused judge(Surface surface, OperatorReader.Read read) {
        Operator operator = read.operator();
        for (Set<Role> group : exclusive) {
            List<String> held = group.stream()
                    .filter(operator.roles()::contains)
                    .map(Role::claim)
                    .toList();
            if (held.size() > 1) {
                return new Refused(
                        "roles-exclusive",
                        "The token has the roles " + String.join(" and ", held) + ", which nobody may have together.");
            }
        }
        Role role = surface.role();
        if (!operator.roles().contains(role)) {
            return new Refused("role-missing", "This path needs the role '" + role.claim() + "'.");
        }
        if (settings.mfa().demands(role) && !operator.factors().several()) {
            return new Refused(
                    "mfa-required",
                    "The role '" + role.claim() + "' takes more than one factor, and the token shows none that counts:"
                            + " its amr is " + operator.factors().amr() + ".");
        }
        if (read.missing() != null && role == Role.AUDITOR) {
            return new Refused(
                    "scope-missing",
                    "The token's claim '" + read.missing() + "' must say what it may see; '*' is everything.");
        }
        return null;
    }
}
