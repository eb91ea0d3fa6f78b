package io.chirograph.gateway.dialect.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// The members of a JSON object, of which only short ones are kept as text; the rest is passed over.
/// @param words scalars as text, every one that stands under a name
/// @param objects from where to where in the bytes the last object or list of a name stands
/// @param names all of them
@SuppressWarnings("ArrayRecordComponent") // never compared
record Members(byte[] json, Map<String, List<String>> words, Map<String, int[]> objects, List<String> names) {
    private static final int LONGEST = 512;
    private static final int MOST = 1000;

    /// Null where the bytes are no object of JSON in UTF-8, or have more than 1000 members.
    static @Nullable Members of(byte[] json) {
        for (byte b : json) {
            if (b == 0) { // no JSON in UTF-8 has this byte, and other encodings do
                return null;
            }
        }
        Map<String, List<String>> words = new HashMap<>();
        Map<String, int[]> objects = new HashMap<>();
        List<String> names = new ArrayList<>();
        try (JsonParser parser = JsonMapper.shared().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                names.add(name);
                JsonToken value = parser.nextToken();
                if (names.size() > MOST) {
                    return null;
                }
                if (value.isStructStart()) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    objects.put(
                            name,
                            new int[] {from, (int) parser.currentLocation().getByteOffset()});
                } else if (value != JsonToken.VALUE_NULL) {
                    String text = value == JsonToken.VALUE_STRING && parser.getStringLength() > LONGEST
                            ? ""
                            : parser.getString();
                    words.computeIfAbsent(name, key -> new ArrayList<>(1)).add(text);
                }
            }
            return parser.nextToken() == null ? new Members(json, words, objects, names) : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /// The last scalar of a name; null for none.
    @Nullable
    String word(String name) {
        List<String> all = words.get(name);
        return all == null ? null : all.getLast();
    }

    /// The first of these names that has a scalar.
    @Nullable
    String word(String name, String otherwise) {
        String word = word(name);
        return word == null ? word(otherwise) : word;
    }

    List<String> all(String name) {
        return words.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return names.contains(name);
    }

    boolean has(String name, String otherwise) {
        return has(name) || has(otherwise);
    }

    /// The bytes of an object or list; null for none.
    byte @Nullable [] slice(String name) {
        int[] place = objects.get(name);
        return place == null ? null : Arrays.copyOfRange(json, place[0], place[1]);
    }

    /// The members of an object; null for none.
    @Nullable
    Members inside(String name) {
        byte[] slice = slice(name);
        return slice == null ? null : of(slice);
    }

    @Nullable
    Members inside(String name, String otherwise) {
        Members inside = inside(name);
        return inside == null ? inside(otherwise) : inside;
    }
}
