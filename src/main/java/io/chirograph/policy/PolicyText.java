package io.chirograph.policy;

import io.chirograph.event.CanonicalJson;
import io.chirograph.support.digest.Sha256;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the text of a policy: all of it is valid, or none of it is taken.
///
/// @param policy what it says
/// @param digest `sha256:<hex>` of its canonical JSON form
record PolicyText(Policy policy, String digest) {
    static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";
    private static final String NAME_RULE = "1 to 64 of a-z, 0-9, '.', '_' and '-'";
    static final Set<String> MEMBERS =
            Set.of("version", "allow", "payload", "retention", "data-class", "data-classes", "aliases", "rules");
    static final Set<String> PERMISSIONS = Set.of("providers", "models", "operations");

    /// What there is without a file.
    static PolicyText builtIn() {
        return new PolicyText(Policy.BUILT_IN, digest(Map.of("version", 1)));
    }

    /// @param knownRetention the retention classes that exist; null where nobody knows
    static PolicyText parse(String text, @Nullable Set<String> knownRetention) throws InvalidPolicy {
        YamlPart root = YamlPart.parse(text);
        Map<String, YamlPart> parts = root.members(MEMBERS);
        YamlPart version = parts.get("version");
        if (version == null || !version.text().equals("1")) {
            throw root.bad("must have 'version: 1'");
        }
        Set<String> retention = knownRetention == null ? null : withStandard(knownRetention);
        List<DataClass> classes = dataClasses(parts.get("data-classes"), retention);
        Set<String> names = new HashSet<>(classes.stream().map(DataClass::name).toList());
        YamlPart allow = parts.get("allow");
        Map<String, YamlPart> allowed = allow == null ? Map.of() : allow.members(PERMISSIONS);
        YamlPart dataClass = parts.get("data-class");
        YamlPart payload = parts.get("payload");
        Policy policy = new Policy(
                globs(allowed.get("providers"), Globs.ALL),
                globs(allowed.get("models"), Globs.ALL),
                operations(allowed.get("operations")),
                payload == null ? PayloadLevel.DIGEST : payload(payload),
                retention(parts.get("retention"), retention, Policy.STANDARD_RETENTION),
                dataClass == null ? null : declared(dataClass, names),
                classes,
                aliases(parts.get("aliases")),
                rules(parts.get("rules"), names));
        try {
            return new PolicyText(policy, digest(root.plain()));
        } catch (IllegalArgumentException e) {
            throw root.bad("holds text that no JSON can carry: " + e.getMessage());
        }
    }

    private static Set<String> withStandard(Set<String> known) {
        Set<String> all = new HashSet<>(known);
        all.add(Policy.STANDARD_RETENTION);
        return all;
    }

    private static List<Rule> rules(@Nullable YamlPart part, Set<String> dataClasses) throws InvalidPolicy {
        List<Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlPart element : part == null ? List.<YamlPart>of() : part.elements()) {
            Rule rule = RuleText.parse(element, dataClasses);
            if (!ids.add(rule.id())) {
                throw element.bad("has the id '" + rule.id() + "', which another rule has");
            }
            rules.add(rule);
        }
        return List.copyOf(rules);
    }

    private static List<DataClass> dataClasses(@Nullable YamlPart part, @Nullable Set<String> retention)
            throws InvalidPolicy {
        List<DataClass> classes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlPart element : part == null ? List.<YamlPart>of() : part.elements()) {
            DataClass one = DataClassText.parse(element, retention);
            if (!names.add(one.name())) {
                throw element.bad("has the name '" + one.name() + "', which another class has");
            }
            classes.add(one);
        }
        return List.copyOf(classes);
    }

    private static SortedMap<String, Alias> aliases(@Nullable YamlPart part) throws InvalidPolicy {
        SortedMap<String, Alias> aliases = new TreeMap<>();
        for (var entry : part == null
                ? Map.<String, YamlPart>of().entrySet()
                : part.entries().entrySet()) {
            YamlPart one = entry.getValue();
            if (!entry.getKey().matches("[!-~]{1,200}")) {
                throw one.bad("has a name that is not 1 to 200 visible characters of ASCII");
            }
            Map<String, YamlPart> members = one.members(Set.of("provider", "model"));
            aliases.put(
                    entry.getKey(),
                    new Alias(
                            entry.getKey(),
                            required(one, members, "provider").word(NAME, NAME_RULE),
                            required(one, members, "model")
                                    .word("[!-~]{1,200}", "1 to 200 visible characters of ASCII")));
        }
        return aliases;
    }

    static YamlPart required(YamlPart whole, Map<String, YamlPart> members, String name) throws InvalidPolicy {
        YamlPart part = members.get(name);
        if (part == null) {
            throw whole.bad("has no '" + name + "'");
        }
        return part;
    }

    static String name(YamlPart part) throws InvalidPolicy {
        return part.word(NAME, NAME_RULE);
    }

    static String declared(YamlPart part, Set<String> dataClasses) throws InvalidPolicy {
        String name = part.text();
        if (!dataClasses.contains(name)) {
            throw part.bad("is '" + name + "', which is none of data-classes");
        }
        return name;
    }

    static Globs globs(@Nullable YamlPart part, Globs missing) throws InvalidPolicy {
        if (part == null) {
            return missing;
        }
        List<String> patterns = part.texts();
        for (String pattern : patterns) {
            if (pattern.length() > 256) {
                throw part.bad("has a pattern of " + pattern.length() + " characters; at most 256");
            }
        }
        return new Globs(patterns);
    }

    static @Nullable Set<OperationClass> operations(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return null;
        }
        Set<OperationClass> operations = EnumSet.noneOf(OperationClass.class);
        for (String word : part.texts()) {
            operations.add(OperationClass.named(word)
                    .orElseThrow(() -> part.bad("has '" + word + "'; classes of operations are "
                            + String.join(", ", OperationClass.words()))));
        }
        return operations;
    }

    /// A level that this version can keep.
    static PayloadLevel payload(YamlPart part) throws InvalidPolicy {
        PayloadLevel level = PayloadLevel.named(part.text());
        if (level == null || level.compareTo(PayloadLevel.DIGEST) > 0) {
            throw part.bad("is '" + part.text() + "'; it must be " + PayloadLevel.upTo(PayloadLevel.DIGEST)
                    + ", which is what this version can keep of content");
        }
        return level;
    }

    static String retention(@Nullable YamlPart part, @Nullable Set<String> known, String missing) throws InvalidPolicy {
        if (part == null) {
            return missing;
        }
        String name = part.word(NAME, NAME_RULE);
        if (known != null && !known.contains(name)) {
            throw part.bad("is '" + name + "'; retention classes are "
                    + String.join(", ", known.stream().sorted().toList())
                    + " (a preset that nothing named yet comes into force at a start)");
        }
        return name;
    }

    static String digest(Object plain) {
        return "sha256:" + Sha256.hex(CanonicalJson.encode(plain));
    }
}
