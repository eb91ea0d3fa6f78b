package io.chirograph.event.encoding;

import java.util.ArrayList;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What had to be changed to fit the facts into an event, by field; and how many entries of maps and lists the
/// event holds, whatever their nesting.
final class Notes {
    private static final int ENTRIES = 1024;
    private static final int LEAST_ENTRIES = 64;

    private int entries;
    private final SortedSet<String> normalised = new TreeSet<>();
    private final SortedSet<String> truncated = new TreeSet<>();
    private final SortedMap<String, Long> omitted = new TreeMap<>();

    void normalised(String field) {
        normalised.add(field);
    }

    void truncated(String field) {
        truncated.add(field);
    }

    void omitted(String field) {
        omitted.merge(field, 1L, Long::sum);
    }

    /// Whether there is room for one entry more, which is taken by asking.
    boolean takeEntry(int scale) {
        return ++entries <= Math.max(ENTRIES / scale, LEAST_ENTRIES);
    }

    void addTo(Map<String, Object> data) {
        if (!normalised.isEmpty()) {
            data.put("normalised", new ArrayList<>(normalised));
        }
        if (!truncated.isEmpty()) {
            data.put("truncated", new ArrayList<>(truncated));
        }
        if (!omitted.isEmpty()) {
            data.put("omitted", omitted);
        }
    }

    /// Whether `text` is ASCII of at most `maxBytes` and so needs no fitting.
    static boolean fits(String text, int maxBytes) {
        int length = text.length();
        if (length > maxBytes) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /// `text` with lone surrogates replaced, cut to `maxBytes` of UTF-8 between two characters.
    String fit(String field, String text, int maxBytes) {
        StringBuilder out = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int point = text.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                truncated(field);
                break;
            }
            boolean isLone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (isLone) {
                normalised(field);
            }
            out.appendCodePoint(isLone ? '\ufffd' : point);
        }
        return out.toString();
    }
}
