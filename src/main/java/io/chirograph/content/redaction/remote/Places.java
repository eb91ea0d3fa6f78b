package io.chirograph.content.redaction.remote;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where code points or bytes of a text stand in it. One thread.
final class Places {
    private final int[] places;
    private final int count;

    Places(String text, RemoteScanner.Offsets offsets) {
        int[] found = new int[text.length() + 1];
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int bytes = offsets == RemoteScanner.Offsets.CODEPOINTS ? 1 : length(point);
            if (at + bytes >= found.length) {
                found = Arrays.copyOf(found, found.length * 2 + 4);
            }
            found[at++] = i;
            for (int b = 1; b < bytes; b++) {
                found[at++] = -1;
            }
            i += Character.charCount(point);
        }
        found[at] = text.length();
        places = found;
        count = at;
    }

    /// Of a code point in UTF-8; a lone surrogate goes out as a question mark.
    private static int length(int point) {
        boolean isLone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return point < 0x80 || isLone ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    /// @throws ScannerUnavailable there is no such place
    int at(@Nullable JsonNode offset) {
        if (offset == null
                || !offset.isInt()
                || offset.asInt() < 0
                || offset.asInt() > count
                || places[offset.asInt()] < 0) {
            throw new ScannerUnavailable("a place out of bounds");
        }
        return places[offset.asInt()];
    }
}
