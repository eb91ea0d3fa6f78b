package io.chirograph.identity.callers;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes a header value, read as ISO 8859-1, as UTF-8 or refuses it.
final class HeaderText {
    private HeaderText() {}

    static String of(String header, String value) {
        if (value.length() > CallMetadata.MAX_BYTES) {
            throw CallMetadata.refused(
                    header, value, value.length() + " bytes; at most " + CallMetadata.MAX_BYTES + " are taken");
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
                throw CallMetadata.refused(header, value, "holds a control character");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw CallMetadata.refused(header, value, "is not UTF-8");
        }
    }
}
