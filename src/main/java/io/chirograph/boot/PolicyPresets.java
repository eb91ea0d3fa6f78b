package io.chirograph.boot;

import io.chirograph.archive.retention.RetentionPreset;
import io.chirograph.archive.settings.RetentionProperties;
import io.chirograph.policy.PolicyDecisionPoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Adds retention presets that the policy names as classes of their own.
///
/// A preset needs no entry below `chirograph.retention.classes` to be named in a policy.
public final class PolicyPresets {
    private static final String CLASSES = "chirograph.retention.classes";

    private PolicyPresets() {}

    /// Adds the classes for the configured policy, as it is now.
    public static void add(ConfigurableEnvironment environment) {
        Path file = Binder.get(environment)
                .bind("chirograph.policy.file", Path.class)
                .orElse(null);
        add(environment, file);
    }

    /// Adds the classes for the policy in a file; null for the usual place. One that is not valid adds none.
    static void add(ConfigurableEnvironment environment, @Nullable Path file) {
        Map<String, RetentionProperties.ClassSettings> configured = Binder.get(environment)
                .bind(CLASSES, Bindable.mapOf(String.class, RetentionProperties.ClassSettings.class))
                .orElse(Map.of());
        Set<String> named = PolicyDecisionPoint.retentionNames(file, Home.directory());
        Map<String, Object> classes = new TreeMap<>();
        Arrays.stream(RetentionPreset.values())
                .map(RetentionPreset::wire)
                .filter(preset -> named.contains(preset) && !configured.containsKey(preset))
                .filter(preset -> configured.values().stream().noneMatch(one -> preset.equals(one.preset())))
                .forEach(preset -> classes.put(CLASSES + "." + preset + ".preset", preset));
        environment.getPropertySources().addLast(new MapPropertySource("chirographPolicyPresets", classes));
    }
}
