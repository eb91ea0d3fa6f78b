package io.chirograph.identity;

import java.util.Locale;

/// What operators enter, and the role that it takes.
enum Surface {
    AUDIT(Role.AUDITOR),
    CONSOLE(Role.AUDITOR),
    RETENTION(Role.RETENTION_MANAGER),
    ADMIN(Role.ADMINISTRATOR),
    ACTUATOR(Role.OBSERVER);

    private final Role role;

    Surface(Role role) {
        this.role = role;
    }

    /// The surface that a path belongs to; all paths that nobody else claims are the auditors'.
    static Surface of(String path) {
        if (path.startsWith("/actuator")) {
            return ACTUATOR;
        }
        if (path.startsWith("/admin")) {
            return OperatorSecurity.RETENTION.stream()
                            .anyMatch(door -> path.equals(door) || path.startsWith(door.replace("/**", "/")))
                    ? RETENTION
                    : ADMIN;
        }
        return path.startsWith("/console") ? CONSOLE : AUDIT;
    }

    Role role() {
        return role;
    }

    /// The word in events.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
