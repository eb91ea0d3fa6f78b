package io.chirograph.gateway.dialect;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// `zstd`, of one frame or several, with windows up to the 8 MiB that RFC 9659 allows. Absent where the
/// native library is.
final class ZstdDecoder extends ContentDecoder {
    private static final int WINDOW_LOG = 23;

    private final ZstdDecompressCtx context;
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] buffer = new byte[BUFFER];
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
    boolean decode(byte[] bytes, int offset, int length, Output to) {
        int end = offset + length;
        int i = offset;
        try {
            while (i < end) {
                int count = Math.min(end - i, BUFFER);
                input.clear();
                input.put(bytes, i, count).flip();
                i += count;
                if (!drain(to)) {
                    return false;
                }
            }
            return true;
        } catch (ZstdException e) {
            return false;
        }
    }

    private boolean drain(Output to) {
        boolean full;
        do {
            output.clear();
            int before = input.position();
            frameEnded = context.decompressDirectByteBufferStream(output, input);
            output.flip();
            int count = output.remaining();
            full = count == BUFFER;
            if (count > 0) {
                output.get(buffer, 0, count);
                if (!emit(buffer, count, to)) {
                    return false;
                }
            } else if (input.position() == before) {
                break;
            }
        } while (input.hasRemaining() || (full && !frameEnded));
        return true;
    }

    @Override
    boolean atEnd() {
        return frameEnded;
    }

    @Override
    public void close() {
        context.close();
    }
}
