package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `mcp.list.changed` event: an MCP server offers something else than it offered this caller before.
/// Durable before the end of the answer that says so leaves for the caller.
/// @param callId whose answer it is
/// @param list the member of the result: `tools`, `prompts` or `resourceTemplates`
/// @param first whether nothing whole is known of what was offered before
/// @param offered how many names the list has by now, as far as it was seen
/// @param unlisted how many more the answer has, which are told apart by one digest over all of them
/// @param changes the first [#MOST] of them
/// @param more how many more changes there are
@Fact.Of(EventType.MCP_LIST_CHANGED)
public record McpListChanged(
        UUID callId,
        String provider,
        String list,
        boolean first,
        long offered,
        long unlisted,
        List<Change> changes,
        long more)
        implements Fact {
    /// So many changes are listed.
    public static final int MOST = 64;

    /// How one thing that is offered became another.
    /// @param name of a tool or a prompt; the URI template of resources
    /// @param before null of one that is new
    /// @param after null of one that is gone
    /// @param parts which members differ; empty where that is not known
    public record Change(
            String name, @Nullable Digest before, @Nullable Digest after, Collection<String> parts) {
        public Change {
            parts = List.copyOf(parts);
        }

        /// `added`, `removed` or `changed`.
        public String kind() {
            return before == null ? "added" : after == null ? "removed" : "changed";
        }
    }

    public McpListChanged {
        changes = List.copyOf(changes);
    }

    @Override
    public void writeTo(Fields data) {
        List<Map<String, Object>> listed = new ArrayList<>(changes.size());
        for (Change change : changes) {
            Map<String, Object> members = new TreeMap<>();
            members.put("name", change.name);
            members.put("change", change.kind());
            if (change.before != null) {
                members.put("before", change.before);
            }
            if (change.after != null) {
                members.put("after", change.after);
            }
            if (!change.parts.isEmpty()) {
                members.put("parts", String.join(" ", change.parts));
            }
            listed.add(members);
        }
        data.id("callId", callId)
                .word("provider", provider)
                .constant("list", list)
                .flag("first", first ? true : null)
                .number("offered", offered)
                .number("unlisted", unlisted == 0 ? null : (Long) unlisted)
                .values("changes", listed, MOST, Fields.WORD)
                .number("changesMore", more == 0 ? null : (Long) more);
    }
}
