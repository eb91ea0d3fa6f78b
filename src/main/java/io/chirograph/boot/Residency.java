package io.chirograph.boot;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.gateway.settings.ConfiguredProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Start check that providers, archives, issuers and destinations of forwarding are in allowed places.
///
/// `chirograph.residency.allowed` names the places. Whatever does not say where it is counts as outside.
final class Residency {
    /// Issuers of one group are in one place.
    private static final List<String> GROUPS = List.of("callers", "end-users");

    private final Binder binder;
    private final ResidencyProperties allowed;
    private final List<String> outside = new ArrayList<>();

    private Residency(Environment environment) {
        this.binder = Binder.get(environment);
        this.allowed = binder.bindOrCreate("chirograph.residency", ResidencyProperties.class);
    }

    /// @throws StartRefused naming all that is outside, and why
    static void check(Environment environment) {
        var residency = new Residency(environment);
        if (residency.allowed.allowed().isEmpty()) {
            return;
        }
        if (Roles.isGateway(environment)) {
            residency.providers();
        }
        residency.archives();
        residency.issuers();
        residency.destinations();
        if (!residency.outside.isEmpty()) {
            throw new StartRefused("Cannot start: chirograph.residency.allowed is "
                    + String.join(", ", residency.allowed.allowed()) + ", and outside it are "
                    + String.join("; ", residency.outside));
        }
    }

    private void providers() {
        ConfiguredProvider.all(binder).forEach((name, provider) -> {
            if (provider.isActive() && provider.isRemote()) {
                judge(
                        "provider " + name,
                        "region and attributes.jurisdiction of chirograph.gateway.providers." + name,
                        provider.region(),
                        provider.attributes().get("region"),
                        provider.attributes().get("jurisdiction"));
            }
        });
    }

    private void archives() {
        archive("main", "chirograph.archive");
        for (String name : new TreeSet<>(binder.bind("chirograph.archives", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet())) {
            archive(name, "chirograph.archives." + name);
        }
        if (ConfiguredArchives.hasSource(binder)) {
            archive(ConfiguredArchive.SOURCE, Roles.SOURCE);
        }
    }

    private void archive(String name, String prefix) {
        judge(
                "archive " + name,
                prefix + ".s3.region, or chirograph.residency.archives." + name,
                binder.bind(prefix + ".s3.region", String.class).orElse(null),
                allowed.archives().get(name));
    }

    private void issuers() {
        boolean hasOperators = !binder.bind("chirograph.identity.operators.jwk-set-uri", String.class)
                .orElse("")
                .isBlank();
        if (hasOperators) {
            issuer("operators");
        }
        for (String group : GROUPS) {
            if (binder.bind("chirograph.identity." + group + ".issuers[0].issuer-uri", String.class)
                    .isBound()) {
                issuer(group);
            }
        }
    }

    private void destinations() {
        for (String name : new TreeSet<>(
                binder.bind("chirograph.forwarding.destinations", Bindable.mapOf(String.class, Object.class))
                        .orElse(Map.of())
                        .keySet())) {
            judge(
                    "forwarding destination " + name,
                    "chirograph.residency.destinations." + name,
                    allowed.destinations().get(name));
        }
    }

    private void issuer(String name) {
        judge(
                "issuer " + name,
                "chirograph.residency.issuers." + name,
                allowed.issuers().get(name));
    }

    private void judge(String what, String setting, @Nullable String... places) {
        Set<String> known = new TreeSet<>();
        for (String place : places) {
            if (place != null && !place.isBlank()) {
                known.add(place.strip());
            }
        }
        if (known.isEmpty()) {
            outside.add(what + ", which does not say where it is (" + setting + ")");
        } else if (!allowed.isInside(known)) {
            outside.add(what + ", which is in " + String.join(", ", known));
        }
    }
}
