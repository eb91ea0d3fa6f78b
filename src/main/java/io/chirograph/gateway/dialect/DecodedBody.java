package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.coding.DecodingTurns;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.coding.ContentDecoder;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// Reads a request body without its content encoding, whatever it holds.
public final class DecodedBody {
    private static final int LEAST_BUFFER = 1024;
    private static final int BUFFER = 16 * 1024;

    private DecodedBody() {}

    /// Takes decoded bytes, which are valid for the duration of the call.
    @FunctionalInterface
    public interface Reader {
        /// Whether more is wanted.
        boolean read(byte[] bytes, int offset, int length);
    }

    /// How far a body could be read.
    public enum Outcome {
        /// To its end, or as far as was wanted.
        READ,
        BROKEN,
        /// It is short by its encoding and would be far longer without it.
        EXCESSIVE,
        ENCODING_UNKNOWN
    }

    /// Reads until the end or until no more is wanted.
    /// @throws DecodersBusy too many are being decoded
    public static Outcome read(@Nullable String contentEncoding, InputStreamSource body, Reader reader)
            throws IOException {
        try (var turn = DecodingTurns.SHARED.take(contentEncoding);
                ContentDecoder decoder = ContentCoding.decoder(contentEncoding);
                InputStream in = body.getInputStream()) {
            if (decoder == null && !ContentCoding.isIdentity(contentEncoding)) {
                return Outcome.ENCODING_UNKNOWN;
            }
            byte[] buffer = new byte[Math.clamp(in.available(), LEAST_BUFFER, BUFFER)];
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
                        return decoder.isExcessive() ? Outcome.EXCESSIVE : Outcome.BROKEN;
                    }
                }
            }
            return !more[0] || decoder == null || decoder.atEnd() ? Outcome.READ : Outcome.BROKEN;
        }
    }
}
