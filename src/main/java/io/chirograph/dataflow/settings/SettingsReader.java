package io.chirograph.dataflow.settings;

import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.content.envelope.Recipient;
import io.chirograph.gateway.settings.GatewayProperties;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/// Reads what a process runs with: every configuration record of the program, bound as the program binds it, so that
/// a setting that is added anywhere is in it.
///
/// Of a text under a name that is a secret's (`credential`, `token`, `…-secret`, `hash` and so on) only [#SET] is said;
/// of a URL no user. A provider that is not active is left out: it is as if it were not there. Of a recipient's file
/// whose certificate it holds is said, too: another certificate is another configuration.
public final class SettingsReader {
    /// Stands in the place of a secret.
    public static final String SET = "(set)";

    private static final String PACKAGES = "io.chirograph";

    /// What development lets in beside what is configured.
    private static final String INVENTED = "chirographDevelopmentKeys";

    private static final List<String> WORDS = List.of(
            "chirograph.environment",
            "chirograph.data-dir",
            "server.address",
            "server.port",
            "server.ssl.bundle",
            "management.server.address",
            "management.server.port",
            "management.server.ssl.bundle");
    private static final String ROLES = "chirograph.roles";

    private static final Pattern SECRET = Pattern.compile(
            "(?:.*-)?(?:secret|token|credential|password|passphrase|hash|api-key|access-key-id|secret-access-key)");
    private static final Pattern USER = Pattern.compile("(?<=://)[^/?#@]*@");

    private final Binder binder;
    private final SortedMap<String, String> found = new TreeMap<>();

    private SettingsReader(Binder binder) {
        this.binder = binder;
    }

    /// @throws RuntimeException a value is none that the program starts with
    public static EffectiveSettings read(Environment environment) {
        return new SettingsReader(binder(environment)).read();
    }

    private static Binder binder(Environment environment) {
        if (!(environment instanceof ConfigurableEnvironment several)) {
            return Binder.get(environment);
        }
        MutablePropertySources said = new MutablePropertySources();
        for (PropertySource<?> source : several.getPropertySources()) {
            if (!source.getName().equals(INVENTED)
                    && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
                said.addLast(source);
            }
        }
        return new Binder(ConfigurationPropertySources.from(said), new PropertySourcesPlaceholdersResolver(said));
    }

    private EffectiveSettings read() {
        Records.TYPES.forEach(type -> bind(Records.prefix(type), type));
        for (String name : keys("chirograph.archives")) {
            bind("chirograph.archives." + name, ArchiveProperties.class);
            put(
                    "chirograph.archives." + name + ".required",
                    binder.bind("chirograph.archives." + name + ".required", String.class)
                            .orElse("true"));
        }
        if (!keys("chirograph.query.source").isEmpty()) {
            bind("chirograph.query.source", ArchiveProperties.class);
        }
        for (String name : keys("chirograph.witnesses")) {
            for (String part : List.of("url", "vkey")) {
                String at = "chirograph.witnesses." + name + "." + part;
                binder.bind(at, String.class).ifBound(value -> put(at, value));
            }
        }
        WORDS.forEach(name -> binder.bind(name, String.class).ifBound(value -> put(name, value)));
        List<String> roles = binder.bind(ROLES, Bindable.listOf(String.class)).orElse(List.of("gateway", "auditor"));
        put(ROLES, String.join(",", roles.stream().sorted().toList()));
        return new EffectiveSettings(found);
    }

    /// The configuration records of the program; they are looked for once.
    private static final class Records {
        static final List<? extends Class<?>> TYPES = types();

        static List<? extends Class<?>> types() {
            var records = new ClassPathScanningCandidateComponentProvider(false);
            records.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
            return records.findCandidateComponents(PACKAGES).stream()
                    .map(bean -> ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null))
                    .filter(Class::isRecord)
                    .toList();
        }

        static String prefix(Class<?> type) {
            return type.getAnnotation(ConfigurationProperties.class).value();
        }
    }

    private List<String> keys(String name) {
        return binder.bind(name, Bindable.mapOf(String.class, Object.class)).orElse(Map.of()).keySet().stream()
                .sorted()
                .toList();
    }

    private void bind(String prefix, Class<?> type) {
        record(prefix, binder.bindOrCreate(prefix, Bindable.of(type)));
    }

    private void record(String at, Object properties) {
        Class<?> type = properties.getClass();
        for (RecordComponent component : type.getRecordComponents()) {
            value(at + "." + name(type, component), value(properties, component));
        }
    }

    private static @Nullable Object value(Object properties, RecordComponent component) {
        Method accessor = component.getAccessor();
        ReflectionUtils.makeAccessible(accessor);
        try {
            return accessor.invoke(properties);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + accessor, e);
        }
    }

    /// `@Name` stands at the field that a component becomes.
    private static String name(Class<?> type, RecordComponent component) {
        Name given = Objects.requireNonNull(ReflectionUtils.findField(type, component.getName()))
                .getAnnotation(Name.class);
        return given == null
                ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                : given.value();
    }

    private void value(String at, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case GatewayProperties.Provider provider when !provider.active() -> {}
            case Record inner -> record(at, inner);
            case Map<?, ?> map -> map.forEach((key, one) -> value(below(at, String.valueOf(key)), one));
            case Collection<?> list -> {
                int place = 0;
                for (Object one : list) {
                    value(at + "[" + place++ + "]", one);
                }
            }
            case Path file -> {
                put(at, file.toString());
                if (at.startsWith("chirograph.content.recipients[")) {
                    put(at + ".certificate", certificate(file));
                }
            }
            case Enum<?> word -> put(at, word.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case CharSequence text -> text(at, text.toString());
            default -> put(at, USER.matcher(value.toString()).replaceAll(""));
        }
    }

    private static String below(String at, String key) {
        return key.matches("[A-Za-z0-9_-]+") ? at + "." + key : at + ".[" + key + "]";
    }

    private static String certificate(Path file) {
        try {
            Recipient recipient = Recipient.read(file);
            return recipient.certificate().getSubjectX500Principal().getName() + " " + recipient.id();
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    private void text(String at, String value) {
        String last = at.replaceAll("\\[\\d+]$", "").replaceAll(".*[.\\[]", "").replace("]", "");
        if (SECRET.matcher(last.toLowerCase(Locale.ROOT)).matches()) {
            put(at, value.isBlank() ? "" : SET);
        } else {
            put(at, USER.matcher(value).replaceAll(""));
        }
    }

    /// Nothing is there of what is empty.
    private void put(String at, String value) {
        if (!value.isBlank()) {
            found.put(at, value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n"));
        }
    }
}
