package io.chirograph.policy.text;

import io.chirograph.policy.model.Misfit;
import java.time.DateTimeException;
import java.time.ZoneId;

/// Reads the words of limits.
final class LimitWords {
    private LimitWords() {}

    static Long count(String text) {
        if (!text.matches("[0-9]{1,15}")) {
            throw new Misfit("", "is '" + text + "'; it must be a whole number");
        }
        return Long.valueOf(text);
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new Misfit("", "is '" + text + "'; it must be a time zone such as Europe/Zurich");
        }
    }
}
