package io.chirograph.cli;

import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.boot.Development;
import io.chirograph.boot.EnvironmentDefaults;
import io.chirograph.boot.Home;
import io.chirograph.boot.RuntimeConfiguration;
import io.chirograph.content.Abilities;
import io.chirograph.content.redaction.FindingNames;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.PolicyProperties;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/// The configuration that the server would run with, for a command: the same files, the same environment
/// variables, the same order, and no application context.
///
/// Where nothing says `chirograph.environment`, a data directory with `dev/` in it was made in development and is taken
/// for that: a command invents nothing.
public final class CommandEnvironment {
    private CommandEnvironment() {}

    public static Environment load(Map<String, Object> properties) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLine", Home.fromHere(properties)));
        ConfigurationPropertySources.attach(environment);
        Home.locate(environment);
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        Home.resolve(environment);
        if (!environment.containsProperty(Development.ENVIRONMENT)
                && Files.isDirectory(Development.dataDir(environment).resolve("dev"))) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "chirographDevelopmentData", Map.of(Development.ENVIRONMENT, "development")));
        }
        EnvironmentDefaults.add(environment);
        return environment;
    }

    /// The retention classes that a policy may name.
    public static Set<String> retentionNames(Environment environment) {
        return RuntimeConfiguration.names(
                ObjectRetention.configured(Binder.get(environment)).rules());
    }

    /// What this configuration's process can do with content.
    static ContentAbilities abilities(Environment environment) {
        Binder settings = Binder.get(environment);
        boolean hasRecipients = !settings.bind("chirograph.content.recipients", Bindable.listOf(String.class))
                .orElse(List.of())
                .isEmpty();
        return new Abilities(hasRecipients, FindingNames.of(settings));
    }

    /// The policy that this configuration's process would judge calls by; empty where it takes none.
    static Optional<PolicyVersion> policy(Environment environment) {
        if (!ConditionalOnRole.OnRole.roles(environment).contains(ConditionalOnRole.GATEWAY)) {
            return Optional.empty();
        }
        PolicyDecisionPoint policy = PolicyDecisionPoint.onTrial(
                Binder.get(environment).bindOrCreate("chirograph.policy", PolicyProperties.class),
                Path.of(environment.getProperty("chirograph.home", ".")),
                retentionNames(environment),
                abilities(environment),
                Development.of(environment).isPresent());
        return Optional.of(policy.version());
    }

    /// Where data goes by this configuration.
    static DataFlow flow(Environment environment) {
        return DataFlows.of(environment, policy(environment).orElse(null));
    }

    /// The verifier key of the log that this configuration's process writes.
    static VerifierKey logKey(Environment environment) {
        LogProperties log = Binder.get(environment).bindOrCreate("chirograph.log", LogProperties.class);
        try {
            return SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase())
                    .verifierKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
