package io.chirograph.event.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Jackson's tree as the values that [CanonicalJson] takes.
public final class CanonicalTree {
    private CanonicalTree() {}

    /// JSON knows one kind of number, so an integer that is too large for us is read as a double.
    public static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                SortedMap<String, @Nullable Object> map = new TreeMap<>();
                node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>(node.size());
                node.forEach(element -> list.add(of(element)));
                yield list;
            }
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NULL -> null;
            case NUMBER -> number(node);
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
        };
    }

    private static Object number(JsonNode node) {
        boolean exact = node.canConvertToExactIntegral()
                && node.isIntegralNumber()
                && node.canConvertToLong()
                && Math.abs(node.longValue()) <= CanonicalJson.MAX_INTEGER;
        return exact ? (Object) node.longValue() : (Object) node.doubleValue();
    }
}
