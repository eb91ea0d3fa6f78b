package io.chirograph.gateway.http;

import org.jspecify.annotations.Nullable;

/// How much of a caller's value an event keeps.
public final class RecordedValue {
    private static final int LIMIT = 256;

    private RecordedValue() {}

    /// What an event keeps and one character more, by which its encoder sees that there was more.
    public static String cut(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() <= LIMIT ? value : value.substring(0, value.offsetByCodePoints(LIMIT, 1));
    }
}
