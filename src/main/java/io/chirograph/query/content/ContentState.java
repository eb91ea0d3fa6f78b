package io.chirograph.query.content;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whether content can still be had.
enum ContentState {
    /// Policy keeps none.
    NONE,
    /// The call has no end here yet: what is kept of its response is not known.
    PENDING,
    STORED,
    /// Gone after its retention.
    EXPIRED,
    /// There, and every key of its subjects is destroyed.
    ERASED,
    /// Not there, and nothing that is sealed explains it.
    MISSING;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
