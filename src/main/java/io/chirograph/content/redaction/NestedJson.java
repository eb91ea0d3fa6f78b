package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.State;
import org.jspecify.annotations.Nullable;

/// Redacts JSON that stands in a string.
@FunctionalInterface
interface NestedJson {
    /// The JSON anew; null where it is none.
    /// @param level how many strings it stands in
    @Nullable
    String redact(String json, State state, String name, int level);
}
