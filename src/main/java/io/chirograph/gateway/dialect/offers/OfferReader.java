package io.chirograph.gateway.dialect.offers;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Collects the lists of one answer of an MCP server, whatever their size: names and digests, no content.
/// Several lists of one kind, which no honest answer has, are read as one, and so are several things of one name. One
/// thread.
public final class OfferReader {
    /// Members that are told apart; all others are one.
    private static final Set<String> PARTS = Set.of(
            "_meta",
            "annotations",
            "arguments",
            "description",
            "execution",
            "icons",
            "inputSchema",
            "mimeType",
            "outputSchema",
            "title");

    private static final String OTHER = "other";
    private static final int PART = 32;

    private static final class Building {
        private final Map<String, OfferedItem> items = new LinkedHashMap<>();
        private long unlisted;
        private String rest = "";
    }

    private final Map<OfferedList.Kind, Building> lists = new EnumMap<>(OfferedList.Kind.class);
    private @Nullable String next;

    // Of the element that is being read:
    private @Nullable String name;
    private @Nullable Digest raw;
    private byte @Nullable [] whole;

    public void name(String said) {
        name = said;
    }

    public void raw(Digest digest) {
        raw = digest;
    }

    /// @param json null for too large a one
    public void whole(byte @Nullable [] json) {
        whole = json;
    }

    /// What was read is one thing of this kind, or nothing that anybody could take for one.
    public void element(OfferedList.Kind kind) {
        if (raw != null) {
            add(list(kind), name == null ? "" : name, item(raw, CanonicalForm.read(whole)));
        }
        name = null;
        raw = null;
        whole = null;
    }

    /// The list of this kind is whole.
    public void ended(OfferedList.Kind kind) {
        list(kind);
    }

    /// Where the list goes on; a blank one is none.
    public void next(String cursor) {
        next = cursor.isBlank() ? next : cursor;
    }

    private Building list(OfferedList.Kind kind) {
        return lists.computeIfAbsent(kind, each -> new Building());
    }

    private static OfferedItem item(Digest raw, @Nullable JsonNode json) {
        Digest canonical = CanonicalForm.digest(json);
        if (canonical == null || !(json instanceof ObjectNode object)) {
            return new OfferedItem(raw, new TreeMap<>());
        }
        var parts = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Digest part = CanonicalForm.digest(member.getValue());
            if (part != null && PARTS.contains(member.getKey())) {
                parts.put(member.getKey(), part.value().substring(0, PART));
            }
        }
        Digest others = CanonicalForm.digest(object.deepCopy().remove(PARTS));
        if (others != null) {
            parts.put(OTHER, others.value().substring(0, PART));
        }
        return new OfferedItem(canonical, parts);
    }

    private static void add(Building list, String name, OfferedItem item) {
        if (list.items.containsKey(name) || list.items.size() < OfferedList.MOST) {
            list.items.merge(name, item, OfferedItem::and);
        } else {
            list.unlisted++;
            list.rest = OfferedItem.mix(list.rest, item.digest().value());
        }
    }

    /// What was read, by kind.
    public List<OfferedList> lists() {
        List<OfferedList> all = new ArrayList<>(lists.size());
        lists.forEach((kind, list) ->
                all.add(new OfferedList(kind, new LinkedHashMap<>(list.items), list.unlisted, list.rest, next)));
        return all;
    }
}
