package io.chirograph.identity.operators;

import io.chirograph.web.ApiException;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules by which an authenticated operator may enter a surface. Thread-safe.
final class AccessRules {
    private final OperatorProperties settings;
    private final List<Set<Role>> exclusive;

    AccessRules(OperatorProperties settings) {
        this.settings = settings;
        this.exclusive = settings.exclusive();
    }

    /// Why it does not; null when it opens.
    @Nullable
    ApiException judge(ApiSurface surface, OperatorReader.Read read) {
        Operator operator = read.operator();
        for (Set<Role> group : exclusive) {
            List<String> held = group.stream()
                    .filter(operator.roles()::contains)
                    .map(Role::claim)
                    .toList();
            if (held.size() > 1) {
                return new ApiException(
                        ErrorCode.ROLES_EXCLUSIVE,
                        "The token has the roles " + String.join(" and ", held) + ", which nobody may have together.");
            }
        }
        Role role = Role.of(surface);
        if (!operator.roles().contains(role)) {
            return new ApiException(ErrorCode.ROLE_MISSING, "This path needs the role '" + role.claim() + "'.");
        }
        if (settings.mfa().demands(role) && !operator.factors().several()) {
            return new ApiException(
                    ErrorCode.MFA_REQUIRED,
                    "The role '" + role.claim() + "' takes more than one factor, and the token shows none that counts:"
                            + " its amr is " + operator.factors().amr() + ".");
        }
        if (read.missing() != null && role == Role.AUDITOR) {
            return new ApiException(
                    ErrorCode.SCOPE_MISSING,
                    "The token's claim '" + read.missing() + "' must say what it may see; '*' is everything.");
        }
        return null;
    }
}
