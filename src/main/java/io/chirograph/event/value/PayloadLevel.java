package io.chirograph.event.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much of a prompt and a response is kept, from least to most.
public enum PayloadLevel {
    NOTHING("nothing"),
    DIGEST("digest"),
    REDACTED("redacted"),
    ENCRYPTED("encrypted"),
    CLEAR("clear");

    private final String wire;

    PayloadLevel(String wire) {
        this.wire = wire;
    }

    /// The name as it stands in headers and events.
    public String wire() {
        return wire;
    }

    /// The level of this name, in any case; null for none.
    public static @Nullable PayloadLevel named(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (PayloadLevel level : values()) {
            if (level.wire.equals(folded)) {
                return level;
            }
        }
        return null;
    }

    /// The names up to a level, for a message.
    public static String upTo(PayloadLevel most) {
        return Arrays.stream(values())
                .filter(level -> level.compareTo(most) <= 0)
                .map(level -> "'" + level.wire + "'")
                .collect(Collectors.joining(" or "));
    }
}
