package io.chirograph.policy.model;

import java.util.Arrays;
import java.util.List;

/// The first segments of a path, the provider's name first; whole segments.
public record PathPrefix(List<String> segments) {
    public static PathPrefix of(String path) {
        List<String> segments = Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
        if (!path.startsWith("/") || segments.isEmpty() || path.matches(".*[%*?#;\\s].*")) {
            throw new Misfit(
                    "",
                    "has '" + path + "'; a path starts with '/' and a provider's name and is plain text,"
                            + " such as /openai/v1/files");
        }
        return new PathPrefix(segments);
    }
}
