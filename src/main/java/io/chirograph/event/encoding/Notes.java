package io.chirograph.event.encoding;

import java.util.ArrayList;
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

    void addTo(SortedFields data) {
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
        int length = text.length();
        int bytes = 0;
        boolean lone = false;
        int end = 0;
        while (end < length) {
            char c = text.charAt(end);
            int units = 1;
            int more;
            if (c < 0x80) {
                more = 1;
            } else if (c < 0x800) {
                more = 2;
            } else if (!Character.isSurrogate(c)) {
                more = 3;
            } else if (isPair(text, end)) {
                more = 4;
                units = 2;
            } else {
                more = 3;
                lone = true;
            }
            if (bytes + more > maxBytes) {
                truncated(field);
                break;
            }
            bytes += more;
            end += units;
        }
        String cut = end < length ? text.substring(0, end) : text;
        return lone ? withoutLoneSurrogates(field, cut) : cut;
    }

    private String withoutLoneSurrogates(String field, String text) {
        StringBuilder out = new StringBuilder(text);
        boolean changed = false;
        for (int i = 0; i < out.length(); i++) {
            if (!Character.isSurrogate(out.charAt(i))) {
                continue;
            }
            if (isPair(out, i)) {
                i++;
            } else {
                out.setCharAt(i, '\ufffd');
                changed = true;
            }
        }
        if (changed) {
            normalised(field);
        }
        return out.toString();
    }

    private static boolean isPair(CharSequence text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
