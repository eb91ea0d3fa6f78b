package io.chirograph.boot;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.gateway.settings.ConfiguredProvider;
import io.chirograph.publishedlog.KnownKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// What must be configured outside development, where nothing is invented: all that is missing is named in
/// one message.
final class StartRequirements {
    private static final String PROVIDERS = "chirograph.gateway.providers";
    private static final List<String> OPERATORS = List.of("jwk-set-uri", "issuer-uri", "audiences");

    private StartRequirements() {}

    static void check(Environment environment) {
        refuse(
                "chirograph.environment is '" + environment.getProperty(Development.ENVIRONMENT)
                        + "', where nothing is invented",
                missing(environment));
    }

    private static void refuse(String situation, List<String> missing) {
        if (!missing.isEmpty()) {
            throw new StartRefused("Cannot start: " + situation + ", and there is no " + String.join("; no ", missing));
        }
    }

    /// What a process with the role `retention` cannot do without, wherever it runs.
    static void checkRetention(Environment environment) {
        List<String> missing = new ArrayList<>();
        if (blank(environment.getProperty("chirograph.retention-manager.gateway"))) {
            missing.add("chirograph.retention-manager.gateway (the gateway that records requests)");
        }
        if (blank(environment.getProperty("chirograph.archive.s3.bucket"))) {
            missing.add("chirograph.archive.s3.bucket (only a bucket has holds)");
        }
        if (Development.of(environment).isEmpty()) {
            missing.addAll(operators(Binder.get(environment)));
            missing.addAll(Tls.missing(environment));
        }
        refuse("chirograph.roles is retention", missing);
    }

    /// What a process that only audits cannot do without, and what it must not have, wherever it runs.
    static void checkAuditor(Environment environment) {
        if (Roles.isGateway(environment)) {
            return;
        }
        Binder binder = Binder.get(environment);
        List<String> missing = new ArrayList<>();
        if (!ConfiguredArchives.hasSource(binder)) {
            missing.add(Roles.SOURCE + " (the archive that the gateways write, such as " + Roles.SOURCE + ".type: s3)");
        }
        if (binder.bind(KnownKeys.PROPERTY, Bindable.listOf(String.class))
                .orElse(List.of())
                .isEmpty()) {
            missing.add(KnownKeys.PROPERTY + " (the verifier keys of the logs there)");
        }
        refuse(Roles.ROLES + " is auditor", missing);
        ConfiguredProvider.all(binder).forEach((name, provider) -> {
            if (provider.hasCredential()) {
                throw new StartRefused("Cannot start: " + PROVIDERS + "." + name + " has a credential, and "
                        + Roles.ROLES + " is auditor; a process that takes no calls must not have it");
            }
        });
    }

    private static List<String> missing(Environment environment) {
        Binder binder = Binder.get(environment);
        List<String> missing = new ArrayList<>();
        if (blank(environment.getProperty(Development.ORIGIN))) {
            missing.add(Development.ORIGIN + " (the log's name, such as example.com/chirograph/gw-1)");
        }
        String signingKey = environment.getProperty(Development.SIGNING_KEY);
        if (blank(signingKey)) {
            missing.add(Development.SIGNING_KEY + " (the file of the log's signing key)");
        } else if (!Files.isReadable(Path.of(signingKey))) {
            missing.add("readable file " + signingKey + " that " + Development.SIGNING_KEY + " names");
        }
        boolean hasProvider = ConfiguredProvider.all(binder).values().stream()
                .anyMatch(provider -> provider.isActive() && provider.isRemote());
        if (Roles.isGateway(environment) && !hasProvider) {
            missing.add("active provider under " + PROVIDERS + " (base-url, and credential where it needs one)");
        }
        missing.addAll(operators(binder));
        missing.addAll(Tls.missing(environment));
        return missing;
    }

    private static List<String> operators(Binder binder) {
        List<String> missing = new ArrayList<>();
        for (String name : OPERATORS) {
            String property = "chirograph.identity.operators." + name;
            if (binder.bind(property, Bindable.listOf(String.class))
                    .orElse(List.of())
                    .isEmpty()) {
                missing.add(property + " (who issues the operators' tokens)");
            }
        }
        return missing;
    }

    private static boolean blank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
