package io.chirograph.query.questions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whether what a question expects is so.
enum Holds {
    YES,
    NO,
    /// Less was found than decides, and more may have been there.
    UNKNOWN;

    @JsonValue
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
