package io.chirograph.identity.operators;

import io.chirograph.web.ApiSurface;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A role of operators, as the role claim of a token names it.
public enum Role {
    AUDITOR,
    PAYLOAD_READER,
    RETENTION_MANAGER,
    ADMINISTRATOR,
    /// Sees health and metrics where these have a door, and nothing else.
    OBSERVER,
    /// Uses what the gateway serves, and enters no surface of the operators.
    END_USER,
    /// Sees what one link shows. No token has it: a [Guest] has it for a session.
    LINK_HOLDER;

    /// The word in a token, and the authority in the program.
    public String claim() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The roles that a token can have.
    public static List<Role> ofTokens() {
        return Arrays.stream(values()).filter(role -> role != LINK_HOLDER).toList();
    }

    /// The role that a surface takes.
    static Role of(ApiSurface surface) {
        return of(surface.role()).orElseThrow();
    }

    /// The role of this word; empty for none.
    public static Optional<Role> of(String claim) {
        return Arrays.stream(values())
                .filter(role -> role.claim().equals(claim))
                .findFirst();
    }
}
