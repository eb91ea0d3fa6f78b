package io.chirograph.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/// Patterns in which `*` stands for any text, the empty one too; everything else stands for itself.
///
/// @param patterns none matches nothing
record Globs(List<String> patterns) {
    static final Globs ALL = new Globs(List.of("*"));
    static final Globs NONE = new Globs(List.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Globs {
        for (String pattern : patterns) {
            if (pattern.length() > 256) {
                throw new Misfit("", "has a pattern of " + pattern.length() + " characters; at most 256");
            }
        }
        patterns = List.copyOf(patterns);
    }

    boolean isAll() {
        return patterns.contains("*");
    }

    boolean isNone() {
        return patterns.isEmpty();
    }

    /// Whether one of them is meant as [Matching#permits] has it.
    boolean permits(String text) {
        return patterns.stream().anyMatch(pattern -> Matching.permits(pattern, text));
    }

    /// Whether one of them is meant as [Matching#restricts] has it.
    boolean restricts(String text) {
        return patterns.stream().anyMatch(pattern -> Matching.restricts(pattern, text));
    }
}
