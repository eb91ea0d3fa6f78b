package io.chirograph.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Keeps a process from starting with a setting that nobody knows: what was meant to restrict would hold nowhere.
final class UnknownSettings {
    private static final String ROOT = "chirograph";

    /// How many are named; the rest is counted.
    private static final int MOST = 10;

    /// What begins like a setting and is none: the variables of the launcher and of the tests, and those by which
    /// Kubernetes tells every container of a service named `chirograph…`.
    private static final Pattern FOREIGN = Pattern.compile("CHIROGRAPH_(?:JAVA_OPTS|REQUIRE_ALL"
            + "|(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
            + "|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?))");

    private UnknownSettings() {}

    /// @throws StartRefused naming each unknown setting, where it stands and the known one that is nearest
    static void check(ConfigurableEnvironment environment, KnownSettings known) {
        List<String> unknown = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> names) {
                for (String name : names.getPropertyNames()) {
                    String nearest = nearest(known, names, name);
                    if (nearest != null) {
                        unknown.add(name + " (" + place(names, name) + "; the nearest that there is: " + nearest + ")");
                    }
                }
            }
        }
        if (!unknown.isEmpty()) {
            int more = unknown.size() - MOST;
            throw new StartRefused("Cannot start: unknown settings: "
                    + String.join(", ", unknown.subList(0, Math.min(MOST, unknown.size())))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    /// The known setting that is nearest to an unknown one; null for what is known or not ours.
    private static @Nullable String nearest(KnownSettings known, EnumerablePropertySource<?> source, String name) {
        if (source instanceof SystemEnvironmentPropertySource) {
            String variable = name.toUpperCase(Locale.ROOT);
            return !variable.startsWith("CHIROGRAPH_")
                            || FOREIGN.matcher(variable).matches()
                            || known.hasVariable(variable)
                    ? null
                    : known.nearest(name.toLowerCase(Locale.ROOT).replace('_', '.'));
        }
        ConfigurationPropertyName canonical = ConfigurationPropertyName.adapt(name, '.');
        if (canonical.isEmpty()
                || !canonical
                        .getElement(0, ConfigurationPropertyName.Form.UNIFORM)
                        .equals(ROOT)) {
            return null;
        }
        boolean isEmpty = String.valueOf(source.getProperty(name)).isEmpty();
        return known.has(canonical, isEmpty) ? null : known.nearest(name);
    }

    private static String place(EnumerablePropertySource<?> source, String name) {
        Origin origin = OriginLookup.getOrigin(source, name);
        return origin == null ? source.getName() : origin.toString();
    }
}
