package io.chirograph.support.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// Undoes `br`. Absent where the native library is.
final class BrotliDecoder extends ContentDecoder {
    private final DecoderJNI.Wrapper decoder;
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
    void decode(byte[] bytes, int offset, int length, Output output) throws DataFormatException {
        int end = offset + length;
        int i = offset;
        while (i < end && !ended) {
            var input = decoder.getInputBuffer();
            input.clear();
            int count = Math.min(end - i, input.remaining());
            input.put(bytes, i, count);
            i += count;
            decoder.push(count);
            drain(output);
        }
    }

    private void drain(Output output) throws DataFormatException {
        while (true) {
            var status = decoder.getStatus();
            switch (status) {
                case OK -> decoder.push(0);
                case NEEDS_MORE_OUTPUT -> pull(output);
                case NEEDS_MORE_INPUT, DONE -> {
                    ended = status == DecoderJNI.Status.DONE;
                    if (decoder.hasOutput()) {
                        pull(output);
                    }
                    return;
                }
                case ERROR -> throw new DataFormatException("not brotli");
            }
        }
    }

    private void pull(Output output) throws DataFormatException {
        ByteBuffer decoded = decoder.pull();
        while (decoded.hasRemaining()) {
            int count = Math.min(decoded.remaining(), buffer.length);
            decoded.get(buffer, 0, count);
            emit(count, output);
        }
    }

    @Override
    public boolean atEnd() {
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
