package io.chirograph.gateway.dialect;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// `deflate`: zlib as the standard says, or the bare stream that some servers send.
final class DeflateDecoder extends ContentDecoder {
    private final byte[] buffer = new byte[BUFFER];
    private @Nullable Inflater inflater;
    private boolean ended;

    @Override
    boolean decode(byte[] bytes, int offset, int length, Output output) {
        if (inflater == null) {
            boolean bare = (bytes[offset] & 0x0F) != 8;
            inflater = new Inflater(bare);
        }
        inflater.setInput(bytes, offset, length);
        try {
            while (true) {
                int count = inflater.inflate(buffer);
                if (count > 0 && !emit(buffer, count, output)) {
                    return false;
                }
                if (inflater.finished()) {
                    ended = true;
                    return true;
                }
                if (count == 0) {
                    return !inflater.needsDictionary();
                }
            }
        } catch (DataFormatException e) {
            return false;
        }
    }

    @Override
    boolean atEnd() {
        return ended;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
