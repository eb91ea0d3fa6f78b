package io.chirograph.event.encoding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One object of an event while it is put together. Every value fits JSON exactly and stays within its limit,
/// which is in bytes of UTF-8; what was changed for that is noted. A null is an absent field. One thread.
///
/// Limits are divided by the scale, which grows until the event as a whole fits.
public final class Fields {
    /// The usual limit of a word.
    public static final int WORD = 128;

    /// The usual limit of a list or a map.
    public static final int ENTRIES = 32;

    private static final int NAME_BYTES = 128;
    private static final int LIST_ENTRIES = 32;
    private static final int MAX_DEPTH = 2;
    private static final int FLAT = MAX_DEPTH + 1;
    private static final int LEAST_BYTES = 8;

    /// No name of our own in a list of objects is longer.
    private static final int LEAST_NAME = 16;
    private static final int LEAST_ENTRIES = 4;

    private final SortedMap<String, Object> values = new TreeMap<>();
    private final Notes notes;
    private final int scale;
    private final String path;

    private Fields(Notes notes, int scale, String path) {
        this.notes = notes;
        this.scale = scale;
        this.path = path;
    }

    /// The data of an event.
    public static Fields data(int scale) {
        return new Fields(new Notes(), scale, "");
    }

    /// Something that writes itself into an object.
    @FunctionalInterface
    public interface Part {
        void writeTo(Fields data);
    }

    /// A nested object; absent where nothing is written into it.
    public Fields object(String name, @Nullable Part part) {
        if (part != null) {
            Fields object = new Fields(notes, scale, path + name + '.');
            part.writeTo(object);
            entries(name, object.values);
        }
        return this;
    }

    /// What our own code words and so needs no limit; any object stands for its text.
    public Fields constant(String name, @Nullable Object value) {
        return put(name, value == null ? null : value.toString());
    }

    public Fields id(String name, @Nullable UUID value) {
        return constant(name, value);
    }

    /// Ids that our own code made and counted, of which none is cut or left out; absent where there is none.
    public Fields ids(String name, List<String> ids) {
        return ids.isEmpty() ? this : put(name, ids);
    }

    /// Numbers that our own code counted and bounded, of which none is cut or left out; absent where there is none.
    public Fields numbers(String name, List<Long> numbers) {
        return numbers.isEmpty() || !numbers.stream().allMatch(Fields::isSafe) ? this : put(name, numbers);
    }

    public Fields time(String name, @Nullable Instant value) {
        return constant(name, value == null ? null : Times.rfc3339(value));
    }

    public Fields word(String name, @Nullable String value) {
        return text(name, value, WORD);
    }

    public Fields words(String name, Collection<String> list) {
        return texts(name, list, ENTRIES, WORD);
    }

    public Fields flag(String name, @Nullable Boolean value) {
        return put(name, value);
    }

    public Fields text(String name, @Nullable String value, int maxBytes) {
        if (value != null) {
            int limit = bytes(maxBytes);
            values.put(name, Notes.fits(value, limit) ? value : notes.fit(path + name, value, limit));
        }
        return this;
    }

    public Fields number(String name, @Nullable Long value) {
        return put(name, value == null || isSafe(value) ? value : integer(path + name, value));
    }

    public Fields number(String name, @Nullable Integer value) {
        return value == null ? this : put(name, value.longValue());
    }

    public Fields texts(String name, Collection<String> list, int maxEntries, int maxBytes) {
        return list.isEmpty() ? this : put(name, list(path + name, list, maxEntries, maxBytes, 0));
    }

    public Fields digest(String name, @Nullable Digest digest) {
        return digest == null ? this : put(name, digestObject(path + name, digest, 1));
    }

    /// Names that a caller chose, with texts, numbers and flags.
    public Fields scalars(String name, Map<String, ?> map, int maxEntries, int maxBytes) {
        return entries(name, mapObject(path + name, map, maxEntries, maxBytes, FLAT));
    }

    public Fields scalars(String name, Map<String, ?> map, int maxBytes) {
        return scalars(name, map, ENTRIES, maxBytes);
    }

    /// Names that a caller chose, with scalars, digests, or lists and maps of them.
    public Fields map(String name, Map<String, ?> map, int maxBytes) {
        return map(name, map, ENTRIES, maxBytes);
    }

    private Fields map(String name, Map<String, ?> map, int maxEntries, int maxBytes) {
        return entries(name, mapObject(path + name, map, maxEntries, maxBytes, 0));
    }

    /// A map that was checked beforehand: scalars that JSON keeps exactly, lists and maps of them, and digests.
    /// Nothing of it is cut.
    public Fields exact(String name, SortedMap<String, ?> map) {
        SortedMap<String, Object> object = new TreeMap<>();
        map.forEach((key, value) ->
                object.put(key, value instanceof Digest digest ? digestObject(path + name, digest, 1) : value));
        return entries(name, object);
    }

    /// A map of which the names in `known` are fields of this object, and all others go into the map `rest`.
    public Fields named(Set<String> known, String rest, SortedMap<String, ?> map, int maxEntries, int maxBytes) {
        SortedMap<String, Object> others = new TreeMap<>();
        map.forEach((name, value) -> {
            if (known.contains(name)) {
                value(name, value, maxBytes);
            } else {
                others.put(name, value);
            }
        });
        return map(rest, others, maxEntries, maxBytes);
    }

    /// A list of values as above; absent where it is empty.
    public Fields values(String name, Collection<?> list, int maxEntries, int maxBytes) {
        return list.isEmpty() ? this : put(name, list(path + name, list, maxEntries, maxBytes, 1));
    }

    /// Any value of a map as above.
    public Fields value(String name, @Nullable Object value, int maxBytes) {
        return value == null ? this : put(name, fitted(path + name, value, maxBytes, 0));
    }

    private Fields entries(String name, SortedMap<String, Object> object) {
        return object.isEmpty() ? this : put(name, object);
    }

    private Fields put(String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    /// The finished data, notes included.
    public SortedMap<String, Object> finish() {
        notes.addTo(values);
        return values;
    }

    private String fit(String field, String text, int limit) {
        return Notes.fits(text, limit) ? text : notes.fit(field, text, limit);
    }

    private int bytes(int limit) {
        return Math.max(limit / scale, LEAST_BYTES);
    }

    private int entries(int limit) {
        return Math.max(limit / scale, LEAST_ENTRIES);
    }

    private Object fitted(String field, Object value, int maxBytes, int depth) {
        return switch (value) {
            case String text -> fit(field, text, bytes(maxBytes));
            case Boolean flag -> flag;
            case Long number -> integer(field, number);
            case Integer number -> number.longValue();
            case Double number -> decimal(field, number);
            case BigInteger number ->
                number.bitLength() < Long.SIZE ? integer(field, number.longValue()) : asText(field, number, maxBytes);
            case BigDecimal number ->
                isExact(number) ? decimal(field, number.doubleValue()) : asText(field, number, maxBytes);
            case Number number -> decimal(field, number.doubleValue());
            case Digest digest when depth < FLAT -> digestObject(field, digest, scale);
            case Map<?, ?> map when depth < MAX_DEPTH -> mapObject(field, map, LIST_ENTRIES, maxBytes, depth + 1);
            case Collection<?> list when depth < MAX_DEPTH -> list(field, list, LIST_ENTRIES, maxBytes, depth + 1);
            case Digest digest -> tooDeep(field);
            case Map<?, ?> map -> tooDeep(field);
            case Collection<?> list -> tooDeep(field);
            default -> fit(field, value.toString(), bytes(maxBytes));
        };
    }

    private String tooDeep(String field) {
        notes.truncated(field);
        return "...";
    }

    private static boolean isExact(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && number.compareTo(BigDecimal.valueOf(nearest)) == 0;
    }

    private static boolean isSafe(long number) {
        return number <= CanonicalJson.MAX_INTEGER && number >= -CanonicalJson.MAX_INTEGER;
    }

    private Object integer(String field, long number) {
        if (isSafe(number)) {
            return number;
        }
        notes.normalised(field);
        return Long.toString(number);
    }

    private Object decimal(String field, double number) {
        boolean keeps = Double.isFinite(number)
                && (Math.abs(number) <= CanonicalJson.MAX_INTEGER || number != Math.rint(number));
        if (keeps) {
            return number;
        }
        notes.normalised(field);
        return Double.isFinite(number) ? EcmaNumbers.format(number) : Double.toString(number);
    }

    private String asText(String field, Number number, int maxBytes) {
        notes.normalised(field);
        return fit(field, number.toString(), bytes(maxBytes));
    }

    private SortedMap<String, Object> digestObject(String field, Digest digest, int divisor) {
        SortedMap<String, Object> object = new TreeMap<>();
        object.put("alg", fit(field, digest.alg(), 16));
        if (digest.keyId() != null) {
            object.put("keyId", fit(field, digest.keyId(), 64 / divisor));
        }
        object.put("length", integer(field, digest.length()));
        if (!digest.isWithheld()) {
            object.put("value", fit(field, digest.value(), 128 / divisor));
        }
        return object;
    }

    private SortedMap<String, Object> mapObject(String field, Map<?, ?> map, int maxEntries, int maxBytes, int depth) {
        SortedMap<String, Object> object = new TreeMap<>();
        int room = entries(maxEntries);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = fit(field, String.valueOf(entry.getKey()), Math.max(bytes(NAME_BYTES), LEAST_NAME));
            Object value = entry.getValue();
            if (value == null) {
                continue;
            }
            if (object.size() >= room || object.containsKey(name) || !notes.takeEntry(scale)) {
                notes.omitted(field);
            } else {
                object.put(name, fitted(field, value, maxBytes, depth));
            }
        }
        return object;
    }

    private List<Object> list(String field, Collection<?> list, int maxEntries, int maxBytes, int depth) {
        int room = entries(maxEntries);
        List<Object> out = new ArrayList<>(Math.min(list.size(), room));
        for (Object element : list) {
            if (out.size() >= room || !notes.takeEntry(scale)) {
                notes.omitted(field);
            } else {
                out.add(fitted(field, element, maxBytes, depth));
            }
        }
        return out;
    }
}
