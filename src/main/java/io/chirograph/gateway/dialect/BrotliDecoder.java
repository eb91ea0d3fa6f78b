package io.chirograph.gateway.dialect;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// `br`. Absent where the native library is.
final class BrotliDecoder extends ContentDecoder {
    private final DecoderJNI.Wrapper decoder;
    private final byte[] buffer = new byte[BUFFER];
    private boolean ended;
    private boolean closed;

    private BrotliDecoder(DecoderJNI.Wrapper decoder) {
        this.decoder = decoder;
    }

    static @Nullable ContentDecoder create() {
        try {
            return Brotli4jLoader.isAvailable() ? new BrotliDecoder(new DecoderJNI.Wrapper(BUFFER)) : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    boolean decode(byte[] bytes, int offset, int length, Output output) {
        int end = offset + length;
        int i = offset;
        while (i < end && !ended) {
            var input = decoder.getInputBuffer();
            input.clear();
            int count = Math.min(end - i, input.remaining());
            input.put(bytes, i, count);
            i += count;
            decoder.push(count);
            if (!drain(output)) {
                return false;
            }
        }
        return true;
    }

    private boolean drain(Output output) {
        while (true) {
            switch (decoder.getStatus()) {
                case OK -> decoder.push(0);
                case NEEDS_MORE_OUTPUT -> {
                    if (!pull(output)) {
                        return false;
                    }
                }
                case NEEDS_MORE_INPUT -> {
                    return !decoder.hasOutput() || pull(output);
                }
                case DONE -> {
                    ended = true;
                    return !decoder.hasOutput() || pull(output);
                }
                case ERROR -> {
                    return false;
                }
            }
        }
    }

    private boolean pull(Output output) {
        ByteBuffer decoded = decoder.pull();
        while (decoded.hasRemaining()) {
            int count = Math.min(decoded.remaining(), buffer.length);
            decoded.get(buffer, 0, count);
            if (!emit(buffer, count, output)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean atEnd() {
        return ended;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            decoder.destroy();
        }
    }
}
