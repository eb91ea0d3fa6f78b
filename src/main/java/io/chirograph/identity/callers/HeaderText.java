package io.chirograph.identity.callers;

import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes a header value, read as ISO 8859-1, as UTF-8 or refuses it.
final class HeaderText {
    /// The most that all metadata of a call may have together.
    static final int MAX_BYTES = 4096;

    private static final int MAX_SHOWN = 256;
    private static final String BEARER = "Bearer ";

    private HeaderText() {}

    /// @param field the header, with the entry where one is to blame
    static ApiException refused(String field, String value, String rule) {
        String shown = value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN);
        return new ApiException(ErrorCode.METADATA_INVALID, field + ": " + rule, field, shown);
    }

    /// What stands behind `Bearer`, where that stands first; else all of it.
    static String bare(String value) {
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? value.substring(BEARER.length()).strip()
                : value;
    }

    static String of(String header, String value) {
        if (value.length() > MAX_BYTES) {
            throw refused(header, value, value.length() + " bytes; at most " + MAX_BYTES + " are taken");
        }
        String trimmed = value.strip();
        if (trimmed.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return trimmed;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(trimmed.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw refused(header, value, "holds a control character");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw refused(header, value, "is not UTF-8");
        }
    }
}
