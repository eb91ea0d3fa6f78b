package io.chirograph.gateway.dialect.offers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What one answer of an MCP server offers of one kind: a list, or a page of one.
/// @param items by name, at most [#MOST]
/// @param unlisted how many more there are
/// @param rest one digest over all of these; empty for none
/// @param next where the list goes on, as the server calls that place; null where it ends
public record OfferedList(
        Kind kind,
        SequencedMap<String, OfferedItem> items,
        long unlisted,
        String rest,
        @Nullable String next) {
    /// So many names of a list are followed.
    public static final int MOST = 2_000;

    /// What is offered in a list of its own.
    public enum Kind {
        TOOLS("tools"),
        PROMPTS("prompts"),
        TEMPLATES("resourceTemplates");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        /// The member of the result that holds the list.
        public String wire() {
            return wire;
        }
    }

    public OfferedList {
        items = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(items));
    }
}
