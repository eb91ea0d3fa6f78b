package io.chirograph.boot;

import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.development.DevelopmentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/// What the development configuration invents so that a first start needs nothing: where it keeps it, and the
/// settings that point there. Every other configuration invents nothing.
/// @param directory `${chirograph.data-dir}/dev`
public record Development(Path directory) {
    public static final String ENVIRONMENT = "chirograph.environment";
    static final String DATA_DIR = "chirograph.data-dir";
    public static final String ORIGIN = "chirograph.log.origin";
    public static final String SIGNING_KEY = "chirograph.log.signing-key";
    private static final String GATEWAY_KEYS = "chirograph.identity.gateway-keys";

    /// The development settings, when this configuration asks for development.
    public static Optional<Development> of(Environment environment) {
        String name = environment.getProperty(ENVIRONMENT);
        if (name == null) {
            return Optional.empty();
        }
        if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new StartRefused(
                    ENVIRONMENT + " is '" + name + "'; it must be a word such as development or production");
        }
        return name.equals("development")
                ? Optional.of(new Development(dataDir(environment).resolve("dev")))
                : Optional.empty();
    }

    /// Refuses a start of which nobody said what kind it is.
    public static void checkSaid(Environment environment) {
        if (environment.getProperty(ENVIRONMENT) == null) {
            throw new StartRefused("Cannot start: " + ENVIRONMENT + " is not set, neither in " + Home.directory()
                    + "/config/application.yml nor in the environment nor as an argument; to try things out on this"
                    + " machine start with ./chirograph dev, for all else set it to production");
        }
    }

    public static Path dataDir(Environment environment) {
        return Path.of(environment.getProperty(DATA_DIR, "./data"));
    }

    /// Settings that stand wherever nobody set them.
    public void addDefaults(ConfigurableEnvironment environment) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "chirographDevelopment",
                        Map.of(
                                ORIGIN,
                                "localhost/chirograph/dev",
                                SIGNING_KEY,
                                signingKey().toString())));
    }

    /// Creates what is missing, renews tokens that ran out or soon will, and, where calls are taken, lets the
    /// development gateway key in beside the configured ones.
    public void prepare(ConfigurableEnvironment environment, DevelopmentCredentials credentials) {
        credentials.renewTokens(); // makes the directory, which is private
        createSigningKey();
        if (Roles.isGateway(environment)) {
            letIn(credentials.gatewayKey(), environment);
        }
    }

    private static void letIn(GatewayKeyEntry key, ConfigurableEnvironment environment) {
        List<GatewayKeyEntry> configured = Binder.get(environment)
                .bind(GATEWAY_KEYS, Bindable.listOf(GatewayKeyEntry.class))
                .orElse(List.of());
        Map<String, Object> merged = new LinkedHashMap<>();
        List<GatewayKeyEntry> all = new ArrayList<>(configured);
        all.removeIf(entry -> entry.id().equals(key.id()));
        all.add(key);
        for (int i = 0; i < all.size(); i++) {
            put(merged, i, all.get(i));
        }
        environment.getPropertySources().addFirst(new MapPropertySource("chirographDevelopmentKeys", merged));
    }

    private void createSigningKey() {
        try {
            if (!Files.exists(signingKey())) {
                SigningKeyFile.generate(signingKey(), Passphrase.NONE);
            }
        } catch (IOException e) {
            throw new StartRefused("Cannot write the development signing key " + signingKey() + ": " + e);
        }
    }

    private static void put(Map<String, Object> merged, int index, GatewayKeyEntry entry) {
        String prefix = GATEWAY_KEYS + "[" + index + "].";
        merged.put(prefix + "id", entry.id());
        merged.put(prefix + "hash", entry.hash());
        merged.put(prefix + "application", entry.application());
        merged.put(prefix + "tenant", entry.tenant());
        merged.put(prefix + "team", entry.team());
        Grants grants = entry.grants();
        put(merged, prefix + "grants.providers", grants.providers());
        put(merged, prefix + "grants.models", grants.models());
        put(merged, prefix + "grants.operation-classes", grants.operationClasses());
        put(merged, prefix + "grants.data-classes", grants.dataClasses());
        put(merged, prefix + "grants.addresses", grants.addresses());
        if (grants.dataClass() != null) {
            merged.put(prefix + "grants.data-class", grants.dataClass());
        }
        if (grants.expires() != null) {
            merged.put(prefix + "grants.expires", grants.expires().toString());
        }
    }

    private static void put(Map<String, Object> merged, String property, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            merged.put(property + "[" + i + "]", values.get(i));
        }
    }

    private Path signingKey() {
        return directory.resolve("signing-key.pem");
    }
}
