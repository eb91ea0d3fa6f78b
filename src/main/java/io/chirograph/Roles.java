package io.chirograph;

import io.chirograph.identity.OperatorSecurity;
import io.chirograph.retention.ManagerConfiguration;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/// What a process does, as `chirograph.roles` says. The retention manager's is a process of its own: no gateway, no
/// log, no auditors; and it alone may have the manager's store credential.
final class Roles {
    private static final String ROLES = "chirograph.roles";
    private static final Set<String> USUAL = Set.of("gateway", "auditor");
    private static final Set<String> RETENTION = Set.of("retention");
    private static final List<String> CREDENTIAL = List.of(
            "chirograph.retention-manager.s3.access-key-id", "chirograph.retention-manager.s3.secret-access-key");

    private Roles() {}

    static boolean isRetention(Environment environment) {
        return of(environment).equals(RETENTION);
    }

    /// What the application is made of.
    static Class<?> source(Environment environment) {
        return isRetention(environment) ? RetentionProcess.class : Chirograph.class;
    }

    /// Refuses roles that do not go together, and the manager's credential in any process but its own.
    static void check(Environment environment) {
        Set<String> roles = of(environment);
        if (!roles.equals(USUAL) && !roles.equals(RETENTION)) {
            throw new StartRefused(
                    ROLES + " is " + roles + ", expected gateway and auditor together, or retention alone");
        }
        boolean credential = CREDENTIAL.stream().anyMatch(environment::containsProperty);
        if (credential && !roles.equals(RETENTION)) {
            throw new StartRefused(
                    "Cannot start: " + CREDENTIAL.getFirst() + " is set, the retention manager's store credential;"
                            + " no process but one with " + ROLES + "=retention may have it");
        }
    }

    private static Set<String> of(Environment environment) {
        return new TreeSet<>(Binder.get(environment)
                .bind(ROLES, Bindable.setOf(String.class))
                .orElse(USUAL));
    }

    /// The parts of a process with the role `retention`; found by no scan, for it bears no stereotype.
    @EnableAutoConfiguration(
            exclude = {
                DataSourceAutoConfiguration.class,
                SecurityFilterAutoConfiguration.class,
                UserDetailsServiceAutoConfiguration.class
            })
    @Import({ManagerConfiguration.class, OperatorSecurity.class, OperatorErrors.class, TlsConfiguration.class})
    static class RetentionProcess {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
