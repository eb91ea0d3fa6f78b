package io.chirograph.applications;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One event of a request, as its schema allows it.
/// @param at its path in the request, such as `[3]`; empty for the only one
/// @param calls ids of the calls that it is about, each once
record SubmittedEvent(
        String at,
        DeclaredType type,
        ObjectNode data,
        @Nullable Instant time,
        @Nullable String dataClass,
        List<String> calls) {
    /// A path below it.
    String at(String path) {
        return at(at, path);
    }

    static String at(String event, String path) {
        return event.isEmpty() ? path : event + "." + path;
    }
}
