package io.chirograph.applications;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of applications' events; checked here, so that a bad value stops the start and names its property.
/// @param maxBody bound on the body of a request
/// @param types event types of the user's own by name, such as `[com.example.case.opened]`
@ConfigurationProperties("chirograph.applications")
public record ApplicationsProperties(
        @DefaultValue("4MB") DataSize maxBody, @DefaultValue Map<String, Type> types) {
    private static final String PREFIX = "chirograph.applications.";
    private static final DataSize LARGEST = DataSize.ofMegabytes(64);
    private static final int LONGEST = 64;
    private static final int MOST_TYPES = 256;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+");

    /// First words of the program's own types, now and later.
    private static final List<String> RESERVED = List.of(
            "access",
            "ai",
            "application",
            "archive",
            "audit",
            "chirograph",
            "config",
            "decision",
            "document",
            "erasure",
            "hold",
            "key",
            "log",
            "mcp",
            "payload",
            "permission",
            "policy",
            "recording",
            "retention",
            "state",
            "switch",
            "tool");

    public ApplicationsProperties {
        require(
                maxBody.toBytes() >= 1024 && maxBody.compareTo(LARGEST) <= 0,
                "max-body",
                maxBody,
                "1KB to " + LARGEST.toMegabytes() + "MB");
        require(types.size() <= MOST_TYPES, "types", types.size() + " types", "at most " + MOST_TYPES);
        types.forEach((name, type) -> {
            boolean isFree = NAME.matcher(name).matches()
                    && name.length() <= LONGEST
                    && !RESERVED.contains(name.substring(0, name.indexOf('.')));
            require(
                    isFree,
                    "types." + name,
                    "'" + name + "'",
                    "two or more words of a-z, 0-9, _ and - with dots between them, at most " + LONGEST
                            + " characters, the first word none of " + RESERVED);
            require(type.schema() != null, "types." + name + ".schema", "missing", "the path of a JSON Schema");
            type.privacy()
                    .forEach((member, kind) -> require(
                            Arrays.stream(PrivacyKind.values())
                                    .anyMatch(one -> one.name().equalsIgnoreCase(kind)),
                            "types." + name + ".privacy." + member,
                            kind,
                            "structural, identifying or content"));
        });
        types = new TreeMap<>(types);
    }

    /// A type of the user's own.
    /// @param schema a file with the JSON Schema (2020-12) of `data`
    /// @param privacy the kind of each member of `data`: structural, identifying or content.
    ///     Goes before `x-privacy` in the schema; what neither names is content
    public record Type(@Nullable Path schema, @DefaultValue Map<String, String> privacy) {
        public Type {
            privacy = new TreeMap<>(privacy);
        }

        Path file() {
            return Objects.requireNonNull(schema);
        }
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + name + " is " + value + "; it must be " + rule);
        }
    }
}
