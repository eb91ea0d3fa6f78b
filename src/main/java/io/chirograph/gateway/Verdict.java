package io.chirograph.gateway;

import io.chirograph.event.Outcome;
import org.jspecify.annotations.Nullable;

/// How an answer that arrived whole is to be recorded.
///
/// @param reason null when the outcome is `ok`
record Verdict(Outcome outcome, @Nullable String reason) {
    static final Verdict OK = new Verdict(Outcome.OK, null);
}
