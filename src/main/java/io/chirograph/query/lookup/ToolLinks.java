package io.chirograph.query.lookup;

import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Which other calls of the same actor belong to the tool calls of one call.
///
/// An id on the wire links for sure. Where there is none, name and canonical arguments that are the same within an hour
/// are all that links: they say that the tool was asked for and run with these arguments, not that it was run because
/// it was asked for. Bounded: of a call the first tool calls and the last results are looked at, [#MOST] of each.
public record ToolLinks(AsOf asOf) {
    /// So many tool calls, and so many results, are looked at.
    public static final int MOST = 32;

    private static final Duration SOON = Duration.ofHours(1);
    private static final Duration LATER = Duration.ofDays(1);

    /// How many calls are looked at for one link.
    private static final int FEW = 8;

    /// What the other call is to this one.
    public enum Relation {
        /// It ran the tool that this call's answer asks for.
        RAN,
        /// Its request carries the result of a tool call that this call's answer asks for.
        CARRIES,
        /// Its answer asks for the tool that this call runs, or whose result this call carries.
        ASKED;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What links the two.
    public enum Matched {
        ID,
        ARGUMENTS;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One link.
    /// @param toolCall the provider's id of the tool call; null where it has none
    public record Link(
            Relation relation,
            Matched matched,
            @Nullable String toolCall,
            @Nullable String tool,
            UUID callId,
            Instant time) {}

    /// All links of a call, by what they were found by.
    public List<Link> of(IndexedCall call) throws SQLException {
        List<Link> links = new ArrayList<>();
        JsonNode started = data(call, EventType.CALL_STARTED);
        for (JsonNode asked : first(data(call, EventType.CALL_COMPLETED).path("toolCalls"))) {
            String id = text(asked.get("id"));
            String tool = text(asked.get("name"));
            JsonNode arguments = asked.path("canonical");
            if (tool != null && arguments.has("value")) {
                var after = new Bounds(ItemNumber.from(call.time()), ItemNumber.from(call.time() + SOON.toMillis()));
                Sql words = words(tool, arguments);
                for (IndexedCall other : find(call, words, after, true, (from, to) -> runs(from, tool, arguments))) {
                    links.add(link(Relation.RAN, Matched.ARGUMENTS, id, tool, other));
                }
            }
            if (id != null) {
                var after = new Bounds(ItemNumber.from(call.time()), ItemNumber.from(call.time() + LATER.toMillis()));
                find(call, words(id), after, true, (from, to) -> holds(from.path("toolResults"), "", id)).stream()
                        .findFirst()
                        .ifPresent(other -> links.add(link(Relation.CARRIES, Matched.ID, id, tool, other)));
            }
        }
        String run = tool(started);
        JsonNode arguments = started.path("parameters").path("mcp.arguments.canonical");
        if (run != null && arguments.has("value")) {
            var before = new Bounds(ItemNumber.from(call.time() - SOON.toMillis()), ItemNumber.from(call.time() + 1));
            for (IndexedCall other :
                    find(call, words(run, arguments), before, false, (from, to) -> asks(to, run, arguments))) {
                links.add(link(Relation.ASKED, Matched.ARGUMENTS, null, run, other));
            }
        }
        for (JsonNode result : last(started.path("toolResults"))) {
            String id = result.asString("");
            var before = new Bounds(ItemNumber.from(call.time() - LATER.toMillis()), ItemNumber.from(call.time() + 1));
            find(call, words(id), before, false, (from, to) -> holds(to.path("toolCalls"), "id", id)).stream()
                    .findFirst()
                    .ifPresent(other -> links.add(link(Relation.ASKED, Matched.ID, id, null, other)));
        }
        return links;
    }

    private static Link link(
            Relation relation, Matched matched, @Nullable String id, @Nullable String tool, IndexedCall other) {
        return new Link(relation, matched, id, tool, other.id(), Instant.ofEpochMilli(other.time()));
    }

    private Sql words(String toolCall) {
        return new Sql(
                "(SELECT p.item FROM word w CROSS JOIN posting p ON p.word = w.id"
                        + " WHERE w.name = 'toolCall' AND w.value = ?)",
                asOf.dialect().word(toolCall));
    }

    private Sql words(String tool, JsonNode arguments) {
        return new Sql(
                "(SELECT p.item FROM word w CROSS JOIN posting p ON p.word = w.id"
                        + " WHERE w.name = ? AND w.value = ? INTERSECT"
                        + " SELECT q.item FROM word v CROSS JOIN posting q ON q.word = v.id"
                        + " WHERE v.name = 'tool' AND v.value = ?)",
                CallEvent.TOOL_ARGUMENTS,
                arguments.path("value").asString(""),
                asOf.dialect().word(tool));
    }

    /// Other calls of the same actor, the nearest first.
    /// @param is what the data of their first and of their last event have to say
    private List<IndexedCall> find(
            IndexedCall call, Sql words, Bounds bounds, boolean later, BiPredicate<JsonNode, JsonNode> is)
            throws SQLException {
        Sql sql = new Sql("SELECT i.number, i.call, i.first, i.ended, i.outcome FROM item i WHERE i.number IN ")
                .add(words)
                .add(" AND i.call IS NOT NULL AND " + bounds.holds("i.number") + " AND " + asOf.holds("i.first"));
        Sql ordered = asOf.onlyItems(sql, "i").add(" ORDER BY i.number" + (later ? "" : " DESC") + " LIMIT " + FEW);
        JsonNode actor = verified(call);
        List<IndexedCall> found = new ArrayList<>();
        for (ListSql.Item item : ListSql.read(ordered, asOf)) {
            IndexedCall other = IndexReader.call(item, asOf);
            if (!other.id().equals(call.id())
                    && isSame(actor, verified(other))
                    && is.test(data(other, EventType.CALL_STARTED), data(other, EventType.CALL_COMPLETED))) {
                found.add(other);
            }
        }
        return found;
    }

    private static boolean runs(JsonNode started, String tool, JsonNode arguments) {
        return tool.equals(tool(started))
                && arguments.equals(started.path("parameters").path("mcp.arguments.canonical"));
    }

    private static boolean asks(JsonNode completed, String tool, JsonNode arguments) {
        for (JsonNode asked : completed.path("toolCalls")) {
            if (tool.equals(text(asked.get("name"))) && arguments.equals(asked.path("canonical"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(JsonNode list, String member, String id) {
        for (JsonNode one : list) {
            if (id.equals(text(member.isEmpty() ? one : one.get(member)))) {
                return true;
            }
        }
        return false;
    }

    /// The tool that a message of the Model Context Protocol runs; null for none.
    private static @Nullable String tool(JsonNode started) {
        return CallEvent.runTool(started);
    }

    private static boolean isSame(JsonNode actor, JsonNode other) {
        for (String name : List.of("tenant", "keyId", "subject")) {
            if (!actor.path(name).equals(other.path(name))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode verified(IndexedCall call) {
        return data(call, EventType.CALL_STARTED).path("actor").path("verified");
    }

    private static JsonNode data(IndexedCall call, EventType type) {
        return call.events().stream()
                .filter(event -> event.type().equals(type.wire()))
                .map(IndexedEvent::view)
                .map(EventView::data)
                .<JsonNode>map(data -> data)
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private static List<JsonNode> first(JsonNode list) {
        return list.valueStream().limit(MOST).toList();
    }

    private static List<JsonNode> last(JsonNode list) {
        return list.valueStream().skip(Math.max(0, list.size() - MOST)).toList();
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null || !value.isString() ? null : value.stringValue();
    }
}
