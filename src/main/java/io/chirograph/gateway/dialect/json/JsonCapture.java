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

    /// Where it goes on in the bytes that are being fed.
    int from;

    private final @Nullable MessageDigest sha256;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private long length;

    /// @param most so many bytes are kept; -1 for a digest
    JsonCapture(int leaf, int depth, int from, int most) {
        this.leaf = leaf;
        this.depth = depth;
        this.from = from;
        this.most = most;
        this.sha256 = most < 0 ? Sha256.create() : null;
    }

    void update(byte[] bytes, int to) {
        length += to - from;
        if (sha256 != null) {
            sha256.update(bytes, from, to - from);
        } else if (length <= most) {
            kept.write(bytes, from, to - from);
        }
    }

    /// Tells what has become of it, once it is whole.
    void report(JsonHandler handler) {
        if (sha256 != null) {
            handler.raw(leaf, new Digest("sha256", null, HexFormat.of().formatHex(sha256.digest()), length));
        } else {
            handler.whole(leaf, length > most ? null : kept.toByteArray());
        }
    }
}
