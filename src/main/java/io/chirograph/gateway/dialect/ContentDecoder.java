package io.chirograph.gateway.dialect;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Undoes a content encoding as the bytes come. Never throws for what the bytes hold: what cannot be decoded
/// ends the decoding. Expansion is bounded.
abstract class ContentDecoder implements AutoCloseable {
    /// Takes decoded bytes; they are valid for the duration of the call.
    @FunctionalInterface
    interface Output {
        void decoded(byte[] bytes, int offset, int length);
    }

    /// A text that is longer by this and by a hundred times what came from the wire is not decoded any further.
    private static final long FREE_EXPANSION = 16L << 20;

    private static final long MAX_EXPANSION = 100;
    static final int BUFFER = 16 * 1024;

    private long read;
    private long written;
    private long most = Long.MAX_VALUE;
    private boolean broken;
    private boolean excessive;

    /// The decoder for a `Content-Encoding`; null for none that is known.
    static @Nullable ContentDecoder of(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GzipDecoder();
            case "deflate" -> new DeflateDecoder();
            case "br" -> BrotliDecoder.create();
            case "zstd" -> ZstdDecoder.create();
            default -> null;
        };
    }

    /// A whole body without its encoding; null where that cannot be undone, or would be longer than `most`.
    static byte @Nullable [] whole(byte[] body, @Nullable String encoding, int most) {
        if (encoding == null || isIdentity(encoding)) {
            return body;
        }
        var out = new ByteArrayOutputStream();
        try (ContentDecoder decoder = of(encoding)) {
            if (decoder == null) {
                return null;
            }
            decoder.limit(most);
            decoder.feed(body, 0, body.length, out::write);
            return decoder.broken() || !decoder.atEnd() ? null : out.toByteArray();
        }
    }

    /// Ends the decoding where the text gets longer.
    private void limit(long bytes) {
        most = bytes;
    }

    static boolean isIdentity(@Nullable String encoding) {
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }

    final void feed(byte[] bytes, int offset, int length, Output output) {
        read += length;
        if (broken || length == 0) {
            return;
        }
        broken = !decode(bytes, offset, length, output);
    }

    /// Hands on what was decoded; false when the expansion is beyond its bound.
    final boolean emit(byte[] bytes, int length, Output output) {
        written += length;
        if (written > Math.min(most, FREE_EXPANSION + read * MAX_EXPANSION)) {
            excessive = true;
            return false;
        }
        output.decoded(bytes, 0, length);
        return true;
    }

    final boolean broken() {
        return broken;
    }

    /// Whether decoding ended because so little became so much.
    final boolean isExcessive() {
        return excessive;
    }

    /// Decodes all of these bytes; false when nothing more can be decoded.
    abstract boolean decode(byte[] bytes, int offset, int length, Output output);

    /// Whether the bytes so far are a whole encoded body.
    abstract boolean atEnd();

    @Override
    public abstract void close();
}
