package io.chirograph.event.encoding;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// RFC 8785 (JSON Canonicalization Scheme): one byte form for one JSON value.
///
/// Takes what JSON has: `null`, [Boolean], [String], [Map] with string keys, [Collection], and numbers. It
/// never changes a value: what has no exact form is refused with [IllegalArgumentException], never adjusted.
/// That concerns integers beyond ±(2^53-1), which a reader would round, lone surrogates, NaN and infinities.
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

    private static void write(JsonBytes out, @Nullable Object value) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof SortedFields fields) {
            object(out, fields);
        } else if (value instanceof Long number) {
            integer(out, number);
        } else if (value instanceof Boolean flag) {
            out.ascii(flag ? "true" : "false");
        } else if (value instanceof Integer number) {
            out.integer(number);
        } else if (value instanceof Double number) {
            out.ascii(EcmaNumbers.format(number));
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof Collection<?> list) {
            array(out, list);
        } else if (value == null) {
            out.ascii("null");
        } else {
            throw new IllegalArgumentException(
                    "no JSON value: " + value.getClass().getName());
        }
    }

    private static void object(JsonBytes out, SortedFields fields) {
        out.raw('{');
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.string(fields.name(i));
            out.raw(':');
            write(out, fields.value(i));
        }
        out.raw('}');
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
}
