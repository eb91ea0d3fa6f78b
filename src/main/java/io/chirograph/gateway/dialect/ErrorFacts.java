package io.chirograph.gateway.dialect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An error that the gateway itself reports to the caller.
/// @param code stable code such as `recording-unavailable`
/// @param detail what is wrong, naming the offending field and value; never a secret
/// @param resetAt when what is used up is there again, in RFC 3339; null for any other error
public record ErrorFacts(
        int status,
        String code,
        String title,
        String detail,
        @Nullable String field,
        @Nullable String value,
        String callId,
        @Nullable String resetAt) {
    public ErrorFacts(
            int status,
            String code,
            String title,
            String detail,
            @Nullable String field,
            @Nullable String value,
            String callId) {
        this(status, code, title, detail, field, value, callId, null);
    }

    public ErrorFacts {
        detail = writable(detail);
        value = value == null ? null : writable(value);
    }

    /// JSON cannot hold a lone surrogate.
    private static String writable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
