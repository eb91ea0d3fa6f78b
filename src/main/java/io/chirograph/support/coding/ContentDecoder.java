package io.chirograph.support.coding;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Undoes a content encoding as the bytes come. Never throws for what the bytes hold: what cannot be decoded
/// ends the decoding. Expansion is bounded. One thread.
public abstract class ContentDecoder implements AutoCloseable {
    /// Takes decoded bytes; they are valid for the duration of the call.
    @FunctionalInterface
    public interface Output {
        void decoded(byte[] bytes, int offset, int length);
    }

    /// A text that is longer by this and by a hundred times what came from the wire is not decoded any
    /// further.
    private static final long FREE_EXPANSION = 16L << 20;

    private static final long MAX_EXPANSION = 100;
    static final int BUFFER = 16 * 1024;

    final byte[] buffer = new byte[BUFFER];
    private long read;
    private long written;
    private long most = Long.MAX_VALUE;
    private boolean broken;
    private boolean excessive;

    /// Ends the decoding where the text gets longer.
    final void limit(long bytes) {
        most = bytes;
    }

    public final void feed(byte[] bytes, int offset, int length, Output output) {
        read += length;
        if (broken || length == 0) {
            return;
        }
        try {
            decode(bytes, offset, length, output);
        } catch (DataFormatException e) {
            broken = true;
        }
    }

    /// Hands on so many bytes of the buffer.
    /// @throws DataFormatException the expansion is beyond its bound
    final void emit(int length, Output output) throws DataFormatException {
        if (length == 0) {
            return;
        }
        written += length;
        if (written > Math.min(most, FREE_EXPANSION + read * MAX_EXPANSION)) {
            excessive = true;
            throw new DataFormatException("too much");
        }
        output.decoded(buffer, 0, length);
    }

    /// Hands on what these bytes inflate to; returns where it stopped, which is `end` or behind the deflated
    /// stream.
    final int inflate(Inflater inflater, byte[] bytes, int from, int end, Output output) throws DataFormatException {
        inflater.setInput(bytes, from, end - from);
        while (true) {
            int count = inflater.inflate(buffer);
            emit(count, output);
            if (inflater.finished()) {
                return end - inflater.getRemaining();
            }
            if (count == 0) {
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("a dictionary is needed");
                }
                return end;
            }
        }
    }

    public final boolean broken() {
        return broken;
    }

    /// Whether decoding ended because so little became so much.
    public final boolean isExcessive() {
        return excessive;
    }

    /// Decodes all of these bytes.
    /// @throws DataFormatException nothing more can be decoded
    abstract void decode(byte[] bytes, int offset, int length, Output output) throws DataFormatException;

    /// Whether the bytes so far are a whole encoded body.
    public abstract boolean atEnd();

    @Override
    public abstract void close();
}
