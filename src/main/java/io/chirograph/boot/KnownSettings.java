package io.chirograph.boot;

import io.chirograph.archive.settings.ArchiveProperties;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/// Names of all settings below `chirograph`, taken from the configuration records.
final class KnownSettings {
    /// One part that a map's keys fill.
    private static final String ANY = "*";

    /// All parts from here on, at least one.
    private static final String REST = "**";

    /// The place in a list.
    private static final String INDEX = "#";

    private final List<List<String>> names = new ArrayList<>();
    private final Pattern variables;

    KnownSettings() {
        var records = new ClassPathScanningCandidateComponentProvider(false);
        records.setResourcePattern("**/*Properties.class"); // all are named so; to read every class takes a start long
        records.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        records.findCandidateComponents(Roles.PACKAGES).stream()
                .map(bean -> ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null))
                .filter(Class::isRecord)
                .forEach(type -> add(
                        List.of(type.getAnnotation(ConfigurationProperties.class)
                                .value()
                                .split("[.]")),
                        ResolvableType.forClass(type)));
        add(List.of("chirograph", "archives", ANY), ResolvableType.forClass(ArchiveProperties.class));
        add(List.of("chirograph", "query", "source"), ResolvableType.forClass(ArchiveProperties.class));
        names.add(List.of("chirograph", "archives", ANY, "required"));
        for (String name : List.of("url", "vkey")) {
            names.add(List.of("chirograph", "witnesses", ANY, name));
        }
        for (String name : List.of("environment", "data-dir", "home")) {
            names.add(List.of("chirograph", name));
        }
        add(List.of("chirograph", "roles"), ResolvableType.forClassWithGenerics(List.class, String.class));
        variables = Pattern.compile(names.stream().map(KnownSettings::variable).collect(Collectors.joining("|")));
    }

    private void add(List<String> at, ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (Map.class.isAssignableFrom(raw)) {
            ResolvableType value = type.getGeneric(1);
            if (value.resolve(Object.class).isRecord()) {
                add(below(at, ANY), value);
            } else {
                names.add(below(at, REST));
            }
        } else if (Collection.class.isAssignableFrom(raw)) {
            names.add(at);
            add(below(at, INDEX), type.getGeneric(0));
        } else if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                add(below(at, name(raw, component)), ResolvableType.forType(component.getGenericType()));
            }
        } else {
            names.add(at);
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

    private static List<String> below(List<String> at, String part) {
        List<String> longer = new ArrayList<>(at);
        longer.add(part);
        return List.copyOf(longer);
    }

    /// Whether a name is a setting's.
    /// @param isEmpty whether it has no value, as a heading in a file of which all lines below are comments
    boolean has(ConfigurationPropertyName name, boolean isEmpty) {
        return names.stream().anyMatch(known -> matches(known, name, isEmpty));
    }

    private static boolean matches(List<String> known, ConfigurationPropertyName name, boolean isEmpty) {
        int given = name.getNumberOfElements();
        for (int i = 0; i < given; i++) {
            String part = i < known.size() ? known.get(i) : "";
            if (part.equals(REST)) {
                return true;
            }
            boolean fits = part.equals(ANY)
                    || (part.equals(INDEX)
                            ? name.isNumericIndex(i)
                            : uniform(part).equals(name.getElement(i, Form.UNIFORM)));
            if (!fits) {
                return false;
            }
        }
        return given == known.size() || isEmpty;
    }

    /// Whether a variable of the environment is a setting's; dots are underscores there, and dashes may be.
    boolean hasVariable(String name) {
        return variables.matcher(uniform(name)).matches();
    }

    private static String variable(List<String> known) {
        return known.stream()
                .map(part -> switch (part) {
                    case ANY, REST -> ".+";
                    case INDEX -> "[0-9]+";
                    default -> uniform(part);
                })
                .collect(Collectors.joining());
    }

    private static String uniform(String part) {
        return part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// The known name that is nearest to a given one, with the given one's own keys of maps.
    String nearest(String given) {
        String[] parts = given.split("[.]|(?=\\[)");
        return names.stream()
                .map(known -> like(known, parts))
                .min(Comparator.comparingInt(known -> distance(given, known)))
                .orElseThrow();
    }

    private static String like(List<String> known, String[] parts) {
        var name = new StringBuilder();
        for (int i = 0; i < known.size(); i++) {
            String part = known.get(i);
            String given = i < parts.length ? parts[i] : "";
            String said = switch (part) {
                case INDEX -> given.startsWith("[") ? given : "[0]";
                case ANY, REST -> given.isEmpty() ? "<name>" : given;
                default -> part;
            };
            name.append(name.isEmpty() || said.startsWith("[") ? "" : ".").append(said);
        }
        return name.toString();
    }

    /// Levenshtein's.
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
