package io.chirograph.support.coding;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Undoes `deflate`: zlib as the standard says, or a bare deflated stream.
final class DeflateDecoder extends ContentDecoder {
    private @Nullable Inflater inflater;

    @Override
    void decode(byte[] bytes, int offset, int length, Output output) throws DataFormatException {
        if (inflater == null) {
            boolean isBare = (bytes[offset] & 0x0F) != 8;
            inflater = new Inflater(isBare);
        }
        inflate(inflater, bytes, offset, offset + length, output);
    }

    @Override
    public boolean atEnd() {
        return inflater != null && inflater.finished();
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
