package io.chirograph;

import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/// The configuration that the server would run with, for a command: the same files, the same environment
/// variables, the same order, and no application context.
final class CommandEnvironment {
    private CommandEnvironment() {}

    static Environment load(Map<String, Object> properties) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLine", properties));
        ConfigurationPropertySources.attach(environment);
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        Development.of(environment).ifPresent(dev -> dev.addDefaults(environment));
        return environment;
    }
}
