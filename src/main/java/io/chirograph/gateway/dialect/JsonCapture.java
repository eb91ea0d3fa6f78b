package io.chirograph.gateway.dialect;

import io.chirograph.event.Digest;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The bytes of one array or object inside a JSON text, as they come piece by piece.
abstract class JsonCapture {
    final int leaf;

    /// How many containers are around it.
    final int depth;

    private JsonCapture(int leaf, int depth) {
        this.leaf = leaf;
        this.depth = depth;
    }

    abstract void update(byte[] bytes, int from, int to);

    /// Tells what has become of it, once it is whole.
    abstract void report(JsonHandler handler);

    static final class OfDigest extends JsonCapture {
        private final MessageDigest sha256 = Sha256.create();
        private long length;

        OfDigest(int leaf, int depth) {
            super(leaf, depth);
        }

        @Override
        void update(byte[] bytes, int from, int to) {
            sha256.update(bytes, from, to - from);
            length += to - from;
        }

        @Override
        void report(JsonHandler handler) {
            handler.raw(leaf, new Digest("sha256", null, HexFormat.of().formatHex(sha256.digest()), length));
        }
    }

    static final class OfBytes extends JsonCapture {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
        private boolean isTooLarge;

        OfBytes(int leaf, int depth) {
            super(leaf, depth);
        }

        @Override
        void update(byte[] bytes, int from, int to) {
            isTooLarge |= to - from > JsonHandler.MAX_WHOLE - kept.size();
            if (!isTooLarge) {
                kept.write(bytes, from, to - from);
            }
        }

        @Override
        void report(JsonHandler handler) {
            handler.whole(leaf, isTooLarge ? null : kept.toByteArray());
        }
    }
}
