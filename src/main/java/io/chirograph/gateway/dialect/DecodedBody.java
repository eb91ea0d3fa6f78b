package io.chirograph.gateway.dialect;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads a request body from its first byte on without its content encoding, whatever it holds.
public final class DecodedBody {
    private static final int BUFFER = 16 * 1024;

    private DecodedBody() {}

    /// Takes decoded bytes, which are valid for the duration of the call.
    @FunctionalInterface
    public interface Reader {
        /// Whether more is wanted.
        boolean read(byte[] bytes, int offset, int length);
    }

    /// Reads until the end or until no more is wanted. False where an encoding cannot be undone to the end.
    ///
    /// @throws DecodersBusy too many are being decoded
    public static boolean read(@Nullable String contentEncoding, Dialect.BodySource body, Reader reader)
            throws IOException {
        boolean isPlain = ContentDecoder.isIdentity(contentEncoding);
        try (var turn = DecodingTurns.SHARED.take(contentEncoding);
                ContentDecoder decoder = isPlain ? null : ContentDecoder.of(String.valueOf(contentEncoding));
                InputStream in = body.open()) {
            if (decoder == null && !isPlain) {
                return false;
            }
            byte[] buffer = new byte[BUFFER];
            boolean[] more = {true};
            int count;
            while (more[0] && (count = in.read(buffer)) >= 0) {
                if (decoder == null) {
                    more[0] = reader.read(buffer, 0, count);
                } else {
                    decoder.feed(
                            buffer,
                            0,
                            count,
                            (bytes, offset, length) -> more[0] = more[0] && reader.read(bytes, offset, length));
                    if (decoder.broken()) {
                        return false;
                    }
                }
            }
            return !more[0] || decoder == null || decoder.atEnd();
        }
    }
}
