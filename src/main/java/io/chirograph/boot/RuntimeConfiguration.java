package io.chirograph.boot;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.retention.RetentionClass;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.archive.settings.RetentionProperties;
import io.chirograph.event.EventType;
import io.chirograph.policy.model.RetentionNames;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.VerifierKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/// What every package is given from outside.
@Configuration(proxyBeanMethods = false)
public class RuntimeConfiguration {
    /// What policy calls the class of records for which it names none.
    private static final String STANDARD = "standard";

    private static final int BEFORE_THE_DOORS = -200;

    /// The one clock of the process. Order never depends on it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /// Before the operators' doors; behind the gateway's own front, which has let nothing but reserved paths through.
    @Bean
    FilterRegistrationBean<AbsentRole> absentRole(Environment environment) {
        boolean gateway = Roles.isGateway(environment);
        boolean auditor = Roles.isAuditor(environment);
        var filter = new FilterRegistrationBean<>(new AbsentRole(gateway, auditor));
        filter.setEnabled(!(gateway && auditor));
        filter.setOrder(BEFORE_THE_DOORS);
        return filter;
    }

    /// The class of retention of every event: the one that policy names for a call, else that of its type.
    /// @throws IllegalArgumentException the configuration names a type that no event has
    @Bean
    RetentionCodes retentionCodes(RetentionProperties properties, ObjectRetention retention) {
        List<String> types =
                Arrays.stream(EventType.values()).map(EventType::wire).toList();
        properties.eventTypes().keySet().stream()
                .filter(type -> !types.contains(type))
                .findFirst()
                .ifPresent(type -> {
                    throw new IllegalArgumentException("chirograph.retention.event-types." + type + " is "
                            + properties.eventTypes().get(type) + ", but no event is of type " + type
                            + "; expected one of " + String.join(", ", types));
                });
        RetentionRules rules = retention.rules();
        return new RetentionCodes() {
            @Override
            public byte of(String eventType) {
                return rules.codeOf(eventType);
            }

            @Override
            public byte of(String eventType, String retentionClass) {
                return retentionClass.equals(STANDARD)
                        ? rules.codeOf(eventType)
                        : rules.codeOfClass(retentionClass).orElseGet(() -> rules.codeOf(eventType));
            }
        };
    }

    /// The classes of retention that a policy may name.
    @Bean
    RetentionNames retentionNames(ObjectRetention retention) {
        return () -> names(retention.rules());
    }

    public static Set<String> names(RetentionRules rules) {
        return rules.classes().stream().map(RetentionClass::name).collect(Collectors.toSet());
    }

    /// The key that readers know this process's log by.
    @Bean
    VerifierKey logKey(NoteSigner logSigner) {
        return logSigner.verifierKey();
    }

    @Bean
    CredentialExpiry credentialExpiry(
            ConfiguredArchives archives, SslBundles bundles, ConfigurableEnvironment environment) {
        return new CredentialExpiry(archives, bundles, environment);
    }
}
