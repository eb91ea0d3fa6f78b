package io.chirograph.boot;

import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Settings that follow from what the process is: structured program logs on the console everywhere but on a
/// developer's desk, no sandbox provider outside development, and the development defaults there. Anything
/// that the configuration sets wins. The process's roles say what the application is made of.
public final class EnvironmentDefaults implements EnvironmentPostProcessor {
    private static final Map<String, Object> PRODUCTION =
            Map.of("logging.structured.format.console", "ecs", "chirograph.gateway.providers.sandbox.enabled", "false");

    /// Health groups of the gateway name parts that a process with the role `retention` does not have.
    private static final Map<String, Object> RETENTION =
            Map.of("management.endpoint.health.validate-group-membership", "false");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Home.resolve(environment);
        if (application.getAllSources().isEmpty()) {
            UnknownSettings.check(environment, new KnownSettings());
            application.addPrimarySources(List.of(Roles.source(environment)));
        }
        if (Roles.isRetention(environment)) {
            environment.getPropertySources().addLast(new MapPropertySource("chirographRetention", RETENTION));
        }
        add(environment);
    }

    /// What follows for a process and for a command alike; of several logs the one that is named.
    public static void add(ConfigurableEnvironment environment) {
        PolicyPresets.add(environment);
        environment.getPropertySources().addLast(new MapPropertySource("chirographTls", Tls.defaults(environment)));
        Development.of(environment)
                .ifPresentOrElse(
                        dev -> dev.addDefaults(environment),
                        () -> environment
                                .getPropertySources()
                                .addLast(new MapPropertySource("chirographProduction", PRODUCTION)));
        LogPartition.resolve(environment);
    }
}
