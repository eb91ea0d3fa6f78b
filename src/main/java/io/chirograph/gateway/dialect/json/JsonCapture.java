package io.chirograph.gateway.dialect.json;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The bytes of one array or object in a JSON text, or their digest.
final class JsonCapture {
    private final int leaf;

    /// How many containers are around it.
    final int depth;

    private final @Nullable MessageDigest sha256;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private long length;

    JsonCapture(int leaf, int depth, boolean isDigest) {
        this.leaf = leaf;
        this.depth = depth;
        this.sha256 = isDigest ? Sha256.create() : null;
    }

    void update(byte[] bytes, int from, int to) {
        length += to - from;
        if (sha256 != null) {
            sha256.update(bytes, from, to - from);
        } else if (length <= JsonHandler.MAX_WHOLE) {
            kept.write(bytes, from, to - from);
        }
    }

    /// Tells what has become of it, once it is whole.
    void report(JsonHandler handler) {
        if (sha256 != null) {
            handler.raw(leaf, new Digest("sha256", null, HexFormat.of().formatHex(sha256.digest()), length));
        } else {
            handler.whole(leaf, length > JsonHandler.MAX_WHOLE ? null : kept.toByteArray());
        }
    }
}
