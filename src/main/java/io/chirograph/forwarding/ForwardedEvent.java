package io.chirograph.forwarding;

import io.chirograph.event.EventView;
import io.chirograph.tlog.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An event on its way out.
/// @param log the log's id
/// @param origin the log's origin
/// @param canonical the event's bytes in the log
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record ForwardedEvent(String log, String origin, long position, Hash leaf, EventView view, byte[] canonical) {
    private static final Set<String> TROUBLE = Set.of("ai.call.refused", "recording.lapsed", "log.recovered");

    /// A text in the event's data, by the names that lead to it; null for none.
    @Nullable
    String text(String... path) {
        JsonNode node = node(path);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    @Nullable
    Long number(String... path) {
        return EventView.number(node(path));
    }

    private @Nullable JsonNode node(String... path) {
        JsonNode node = view.data();
        for (String name : path) {
            node = node == null ? null : node.get(name);
        }
        return node;
    }

    String leafText() {
        return "sha256:" + leaf.hex();
    }

    String raw() {
        return new String(canonical, StandardCharsets.UTF_8);
    }

    /// What came of a call or an access; null for what has no outcome.
    @Nullable
    String outcome() {
        return view.type().equals("ai.call.refused") ? "refused" : text("outcome");
    }

    /// Whether somebody may want to look: a refusal, an outcome that is none of the good ones, a lapse.
    boolean isTrouble() {
        String outcome = outcome();
        return TROUBLE.contains(view.type())
                || (outcome != null && !outcome.equals("ok") && !outcome.equals("granted"));
    }
}
