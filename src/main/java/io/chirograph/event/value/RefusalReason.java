package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// Why a request was refused, as its sender was told.
/// @param code the stable error code (`key-unknown`, `path-refused`, `too-large`, …)
/// @param field which part of the request was refused
/// @param value the offending value, cut to 256 bytes; never a secret
public record RefusalReason(
        String code,
        int status,
        @Nullable String field,
        @Nullable String value) implements Fields.Part {
    public RefusalReason(String code, int status) {
        this(code, status, null, null);
    }

    @Override
    public void writeTo(Fields data) {
        data.word("code", code).number("status", status).word("field", field).text("value", value, 256);
    }
}
