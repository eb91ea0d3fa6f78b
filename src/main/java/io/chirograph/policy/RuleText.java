package io.chirograph.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads one rule.
final class RuleText {
    private static final Set<String> EFFECTS = Set.of("allow", "deny", "require", "parameters", "data-class");
    static final Set<String> MEMBERS = Set.of("id", "when", "allow", "deny", "require", "parameters", "data-class");
    static final Set<String> WHEN =
            Set.of("providers", "paths", "operations", "tenants", "teams", "applications", "keys", "data-class");
    /// Ids that events have for what is no rule.
    private static final Set<String> RESERVED =
            Set.of("allow", "body", "data-classes", "payload", PolicyVersion.DEFAULT_ALLOW);

    private RuleText() {}

    static Rule parse(YamlPart part, Set<String> dataClasses) throws InvalidPolicy {
        Map<String, YamlPart> members = part.members(MEMBERS);
        YamlPart id = PolicyText.required(part, members, "id");
        if (RESERVED.contains(PolicyText.name(id))) {
            throw id.bad("is '" + id.text() + "', which has a meaning of its own in events");
        }
        if (members.keySet().stream().noneMatch(EFFECTS::contains)) {
            throw part.bad("does nothing; it needs one of allow, deny, require, parameters, data-class");
        }
        YamlPart dataClass = members.get("data-class");
        When when = when(members.get("when"), dataClasses);
        if (when.dataClass() != null && dataClass != null) {
            throw dataClass.bad("cannot depend on the class that it sets (when.data-class)");
        }
        if (when.dataClass() != null && members.containsKey("allow")) {
            throw part.bad("cannot allow by when.data-class: a caller could raise the class of its data to get more");
        }
        return new Rule(
                id.text(),
                when,
                permissions(members.get("allow")),
                permissions(members.get("deny")),
                requirements(members.get("require")),
                bounds(members.get("parameters")),
                dataClass == null ? null : PolicyText.declared(dataClass, dataClasses));
    }

    private static When when(@Nullable YamlPart part, Set<String> dataClasses) throws InvalidPolicy {
        if (part == null) {
            return When.ALWAYS;
        }
        Map<String, YamlPart> members = part.members(WHEN);
        if (members.isEmpty()) {
            throw part.bad("names nothing; leave it out where a rule is about every call");
        }
        Set<OperationClass> operations = PolicyText.operations(members.get("operations"));
        YamlPart dataClass = members.get("data-class");
        return new When(
                someGlobs(members.get("providers")),
                paths(members.get("paths")),
                operations == null ? Set.of() : operations,
                someGlobs(members.get("tenants")),
                someGlobs(members.get("teams")),
                someGlobs(members.get("applications")),
                someGlobs(members.get("keys")),
                dataClass == null ? null : PolicyText.declared(dataClass, dataClasses));
    }

    /// An empty list here would make a rule that is about no call.
    private static @Nullable Globs someGlobs(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return null;
        }
        Globs globs = PolicyText.globs(part, Globs.NONE);
        if (globs.isNone()) {
            throw part.bad("is empty");
        }
        return globs;
    }

    private static List<List<String>> paths(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return List.of();
        }
        List<List<String>> paths = new ArrayList<>();
        for (String path : part.texts()) {
            List<String> segments = new ArrayList<>();
            for (String segment : path.split("/", -1)) {
                if (!segment.isEmpty()) {
                    segments.add(segment);
                }
            }
            if (!path.startsWith("/") || segments.isEmpty() || path.matches(".*[%*?#;\\s].*")) {
                throw part.bad("has '" + path + "'; a path starts with '/' and a provider's name and is plain text,"
                        + " such as /openai/v1/files");
            }
            paths.add(List.copyOf(segments));
        }
        if (paths.isEmpty()) {
            throw part.bad("is empty");
        }
        return List.copyOf(paths);
    }

    private static Permissions permissions(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return Permissions.NONE;
        }
        Map<String, YamlPart> members = part.members(PolicyText.PERMISSIONS);
        if (members.isEmpty()) {
            throw part.bad("names nothing; it has models, operations, providers");
        }
        Set<OperationClass> operations = PolicyText.operations(members.get("operations"));
        return new Permissions(
                PolicyText.globs(members.get("providers"), Globs.NONE),
                PolicyText.globs(members.get("models"), Globs.NONE),
                operations == null ? Set.of() : operations);
    }

    private static Requirements requirements(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return Requirements.NONE;
        }
        Map<String, YamlPart> members = part.members(Set.of("end-user", "metadata"));
        SortedMap<String, TextPattern> metadata = new TreeMap<>();
        YamlPart entries = members.get("metadata");
        for (var entry : entries == null
                ? Map.<String, YamlPart>of().entrySet()
                : entries.entries().entrySet()) {
            try {
                metadata.put(entry.getKey(), TextPattern.of(entry.getValue().text()));
            } catch (IllegalArgumentException e) {
                throw entry.getValue().bad("is '" + entry.getValue().text() + "': " + e.getMessage());
            }
        }
        YamlPart endUser = members.get("end-user");
        boolean demandsUser = endUser != null && endUser.flag();
        if (!demandsUser && metadata.isEmpty()) {
            throw part.bad("demands nothing; it has 'end-user: true' or metadata with patterns");
        }
        return new Requirements(demandsUser, metadata);
    }

    private static List<Bound> bounds(@Nullable YamlPart part) throws InvalidPolicy {
        if (part == null) {
            return List.of();
        }
        List<Bound> bounds = new ArrayList<>();
        for (var entry : part.entries().entrySet()) {
            YamlPart one = entry.getValue();
            String parameter = Parameters.named(entry.getKey())
                    .orElseThrow(() -> one.bad("can have no bounds; these can: " + Parameters.words()));
            Map<String, YamlPart> members = one.members(Set.of("min", "max", "required"));
            YamlPart min = members.get("min");
            YamlPart max = members.get("max");
            YamlPart required = members.get("required");
            if (min == null && max == null) {
                throw one.bad("has no 'max' and no 'min'");
            }
            bounds.add(new Bound(
                    parameter,
                    min == null ? null : min.number(),
                    max == null ? null : max.number(),
                    required != null && required.flag()));
        }
        if (bounds.isEmpty()) {
            throw part.bad("names no parameter");
        }
        return List.copyOf(bounds);
    }
}
