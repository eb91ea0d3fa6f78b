package io.chirograph.content.redaction.rules;

import java.util.List;
import java.util.Set;

/// What becomes of the values at one path.
/// @param dialects wire formats that it is about; empty for all
/// @param name under which it is counted
public record Rule(Set<String> dialects, Part part, List<Step> path, Action action, String name) {
    /// Of an exchange.
    public enum Part {
        REQUEST,
        RESPONSE,
        BOTH
    }

    public Rule {
        dialects = Set.copyOf(dialects);
    }

    /// @param path `$`, then `.name`, `['name']`, `[*]`, `[n]`, `..name`
    /// @throws IllegalArgumentException says what is wrong with the path
    public static Rule of(Set<String> dialects, Part part, String path, Action action) {
        return new Rule(dialects, part, Step.path(path), action, "rule:" + path);
    }

    boolean isAbout(String dialect, boolean response) {
        return (dialects.isEmpty() || dialects.contains(dialect))
                && (part == Part.BOTH || response == (part == Part.RESPONSE));
    }
}
