package io.chirograph.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What becomes of one row; the weightiest first.
enum Verdict {
    /// Usage on a credential that is not the gateway's.
    BYPASS(true),
    /// More than the trail explains, on a credential of the gateway.
    EXCESS(true),
    /// Less than the trail has calls for.
    FEWER(true),
    /// On a credential of the gateway, where models may not run.
    ELSEWHERE(true),
    /// The trail does not cover the day.
    UNCOVERED(false),
    /// More than the trail counts, and there are calls that it cannot count.
    UNCERTAIN(false),
    /// The provider may still be counting.
    PENDING(false),
    AGREES(false);

    private final boolean differs;

    Verdict(boolean differs) {
        this.differs = differs;
    }

    boolean differs() {
        return differs;
    }

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
