package io.chirograph.event.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much of a prompt and a response is kept, from least to most.
public enum PayloadLevel {
    NOTHING,
    DIGEST,
    /// A digest, and where the caller keeps the content itself.
    REFERENCE,
    REDACTED,
    ENCRYPTED,
    CLEAR;

    /// The name as it stands in headers and events.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The level of this name, in any case; null for none.
    public static @Nullable PayloadLevel named(String name) {
        for (PayloadLevel level : values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        return null;
    }

    /// The names up to a level, for a message.
    public static String upTo(PayloadLevel most) {
        return Arrays.stream(values())
                .filter(level -> level.compareTo(most) <= 0)
                .map(level -> "'" + level.wire() + "'")
                .collect(Collectors.joining(" or "));
    }
}
