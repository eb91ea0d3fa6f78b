package io.chirograph.event.encoding;

import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// RFC 8785 (JSON Canonicalization Scheme): one byte form for one JSON value.
///
/// Takes what JSON has: `null`, [Boolean], [String], [Map] with string keys, [Collection], and numbers; also
/// Jackson's nodes, records as [StrictJson] writes them, and what is encoded already ([EncodedJson]). It never changes
/// a value: what has no exact form is
/// refused with [IllegalArgumentException], never adjusted. That concerns integers beyond ±(2^53-1), which a reader
/// would round, lone surrogates, NaN and infinities.
public final class CanonicalJson {
    /// The largest integer that every JSON reader keeps exactly.
    public static final long MAX_INTEGER = (1L << 53) - 1;

    private CanonicalJson() {}

    /// The canonical bytes of `value`.
    /// @throws IllegalArgumentException `value` holds something that JSON cannot carry exactly
    public static byte[] encode(@Nullable Object value) {
        JsonBytes out = new JsonBytes(2048);
        write(out, value);
        return out.toByteArray();
    }

    public static String text(@Nullable Object value) {
        return new String(encode(value), StandardCharsets.UTF_8);
    }

    private static void write(JsonBytes out, @Nullable Object value) {
        switch (value) {
            case null -> out.ascii("null");
            case String text -> out.string(text);
            case Long number -> integer(out, number);
            case Boolean flag -> out.ascii(flag ? "true" : "false");
            case Integer number -> out.integer(number);
            case EncodedJson json -> json.writeTo(out);
            case Double number -> out.ascii(EcmaNumbers.format(number));
            case Map<?, ?> map -> object(out, map);
            case Collection<?> list -> array(out, list);
            case JsonNode node -> write(out, plain(node));
            case Record form -> write(out, StrictJson.MAPPER.valueToTree(form));
            default ->
                throw new IllegalArgumentException(
                        "no JSON value: " + value.getClass().getName());
        }
    }

    private static void integer(JsonBytes out, long number) {
        if (number > MAX_INTEGER || number < -MAX_INTEGER) {
            throw new IllegalArgumentException("integer beyond 2^53-1: " + number);
        }
        out.integer(number);
    }

    private static void object(JsonBytes out, Map<?, ?> map) {
        out.raw('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : inOrder(map).entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            out.string((String) entry.getKey());
            out.raw(':');
            write(out, entry.getValue());
        }
        out.raw('}');
    }

    /// RFC 8785 sorts by UTF-16 code units, which is the natural order of [String].
    private static Map<?, ?> inOrder(Map<?, ?> map) {
        if (map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null) {
            return sorted;
        }
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("no JSON name: " + entry.getKey());
            }
            sorted.put(key, entry.getValue());
        }
        return sorted;
    }

    private static void array(JsonBytes out, Collection<?> list) {
        out.raw('[');
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            write(out, element);
        }
        out.raw(']');
    }

    /// JSON knows one kind of number, so an integer that is too large for us is read as a double.
    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                TreeMap<String, Object> members = new TreeMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
                yield members;
            }
            case ARRAY -> node.values();
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NULL -> null;
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() && Math.abs(node.longValue()) <= MAX_INTEGER
                        ? (Object) node.longValue()
                        : (Object) node.doubleValue();
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
        };
    }
}
