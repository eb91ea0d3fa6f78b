package io.chirograph.boot;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.retention.manager.ManagerConfiguration;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ProblemAdvice;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/// What a process does, as `chirograph.roles` says: it takes calls, it serves auditors, or both; or it is the retention
/// manager's, which has no gateway, no log and no auditors, and alone may have the manager's store credential.
final class Roles {
    /// Where the parts of the program are looked for.
    static final String PACKAGES = "io.chirograph";

    static final String ROLES = ConditionalOnRole.ROLES;
    static final String SOURCE = "chirograph.query.source";
    private static final String FORWARDING = "chirograph.forwarding.destinations";
    private static final Set<String> AUDITOR = Set.of("auditor");
    private static final Set<String> RETENTION = Set.of("retention");
    private static final List<String> CREDENTIAL = List.of(
            "chirograph.retention-manager.s3.access-key-id", "chirograph.retention-manager.s3.secret-access-key");

    private Roles() {}

    static boolean isRetention(Environment environment) {
        return of(environment).equals(RETENTION);
    }

    /// Whether model calls go through this process.
    public static boolean isGateway(Environment environment) {
        return of(environment).contains("gateway");
    }

    /// Whether auditors read here.
    public static boolean isAuditor(Environment environment) {
        return of(environment).contains("auditor");
    }

    /// What the application is made of, but for parts [ConditionalOnRole] of a role that it does not have.
    static Class<?> source(Environment environment) {
        return isRetention(environment) ? RetentionProcess.class : LogProcess.class;
    }

    /// Refuses roles that do not go together, and what only a process of another role may have.
    static void check(Environment environment) {
        Set<String> roles = of(environment);
        if (!Set.of(Set.of("gateway", "auditor"), Set.of("gateway"), AUDITOR, RETENTION)
                .contains(roles)) {
            throw new StartRefused(
                    ROLES + " is " + roles + ", expected gateway, auditor, both of them, or retention alone");
        }
        boolean credential = CREDENTIAL.stream().anyMatch(environment::containsProperty);
        if (credential && !roles.equals(RETENTION)) {
            throw new StartRefused(
                    "Cannot start: " + CREDENTIAL.getFirst() + " is set, the retention manager's store credential;"
                            + " no process but one with " + ROLES + "=retention may have it");
        }
        boolean forwards = Binder.get(environment)
                .bind(FORWARDING, Bindable.mapOf(String.class, Object.class))
                .isBound();
        if (forwards && !isAuditor(environment)) {
            throw new StartRefused("Cannot start: " + FORWARDING + " is set, and " + ROLES + " is "
                    + String.join(",", roles) + "; only a process with the role auditor forwards");
        }
        if (ConfiguredArchives.hasSource(Binder.get(environment)) && !roles.equals(AUDITOR)) {
            throw new StartRefused("Cannot start: " + SOURCE + " is set, an archive that is only read,"
                    + " and " + ROLES + " is " + String.join(",", roles) + "; only " + ROLES
                    + "=auditor reads another archive than its own");
        }
    }

    private static Set<String> of(Environment environment) {
        return ConditionalOnRole.OnRole.roles(environment);
    }

    /// A process that keeps a log: all parts, but for those of a role that it does not have.
    ///
    /// What Spring Boot would bring unasked is left out: a generated user, and the security filter on every path
    /// (it belongs to the operators' paths alone).
    @SpringBootApplication(
            scanBasePackages = PACKAGES,
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    static class LogProcess {}

    /// The parts of a process with the role `retention`; found by no scan, for it bears no stereotype.
    @EnableAutoConfiguration(
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @Import({
        ManagerConfiguration.class,
        IdentityConfiguration.class,
        ProblemAdvice.class,
        TlsConfiguration.class,
        WorkerConfiguration.class
    })
    static class RetentionProcess {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
