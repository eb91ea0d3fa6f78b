package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/// Patterns in which `*` stands for any text, the empty one too; everything else stands for itself.
/// @param patterns none matches nothing
public record Globs(List<String> patterns) {
    static final Globs ALL = new Globs(List.of("*"));
    static final Globs NONE = new Globs(List.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Globs {
        for (String pattern : patterns) {
            if (pattern.length() > 256) {
                throw new Misfit("", "has a pattern of " + pattern.length() + " characters; at most 256");
            }
        }
        patterns = List.copyOf(patterns);
    }

    public boolean isAll() {
        return patterns.contains("*");
    }

    public boolean isNone() {
        return patterns.isEmpty();
    }

    /// Whether one of them is meant as [Matching#permits] has it.
    public boolean permits(String text) {
        return patterns.stream().anyMatch(pattern -> Matching.permits(pattern, text));
    }

    /// Whether one of them is meant as [Matching#restricts] has it.
    public boolean restricts(String text) {
        return patterns.stream().anyMatch(pattern -> Matching.restricts(pattern, text));
    }
}
