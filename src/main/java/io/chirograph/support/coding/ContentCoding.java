package io.chirograph.support.coding;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The content encodings that can be undone, by their names in `Content-Encoding`.
public final class ContentCoding {
    private ContentCoding() {}

    public static boolean isIdentity(@Nullable String encoding) {
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }

    /// A decoder for this encoding; null for none that is known, `identity` among them.
    public static @Nullable ContentDecoder decoder(@Nullable String encoding) {
        return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GzipDecoder();
            case "deflate" -> new DeflateDecoder();
            case "br" -> BrotliDecoder.create();
            case "zstd" -> ZstdDecoder.create();
            default -> null;
        };
    }

    /// A whole body without its encoding; null where that cannot be undone, or would be longer than `most`.
    public static byte @Nullable [] whole(byte[] body, @Nullable String encoding, int most) {
        if (isIdentity(encoding)) {
            return body;
        }
        var out = new ByteArrayOutputStream();
        try (ContentDecoder decoder = decoder(encoding)) {
            if (decoder == null) {
                return null;
            }
            decoder.limit(most);
            decoder.feed(body, 0, body.length, out::write);
            return decoder.broken() || !decoder.atEnd() ? null : out.toByteArray();
        }
    }
}
