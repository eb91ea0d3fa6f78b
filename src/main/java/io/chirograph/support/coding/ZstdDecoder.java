package io.chirograph.support.coding;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// Undoes `zstd`, of one frame or several.
/// Absent where the native library is. Windows are bounded by the 8 MiB that RFC 9659 allows.
final class ZstdDecoder extends ContentDecoder {
    private static final int WINDOW_LOG = 23;

    private final ZstdDecompressCtx context;
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER);
    private boolean frameEnded;

    private ZstdDecoder(ZstdDecompressCtx context) {
        this.context = context;
    }

    static @Nullable ContentDecoder create() {
        if (!Native.isLoaded()) {
            try {
                Native.load();
            } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
                return null;
            }
        }
        return new ZstdDecoder(new ZstdDecompressCtx().setLongMax(WINDOW_LOG));
    }

    @Override
    void decode(byte[] bytes, int offset, int length, Output to) throws DataFormatException {
        int end = offset + length;
        int i = offset;
        try {
            while (i < end) {
                int count = Math.min(end - i, BUFFER);
                input.clear();
                input.put(bytes, i, count).flip();
                i += count;
                drain(to);
            }
        } catch (ZstdException e) {
            throw new DataFormatException(e.getMessage());
        }
    }

    private void drain(Output to) throws DataFormatException {
        int count;
        int taken;
        do {
            output.clear();
            taken = input.position();
            frameEnded = context.decompressDirectByteBufferStream(output, input);
            taken = input.position() - taken;
            count = output.flip().remaining();
            output.get(buffer, 0, count);
            emit(count, to);
        } while ((count > 0 || taken > 0) && (input.hasRemaining() || (count == BUFFER && !frameEnded)));
    }

    @Override
    public boolean atEnd() {
        return frameEnded;
    }

    @Override
    public void close() {
        context.close();
    }
}
