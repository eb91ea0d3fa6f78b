package io.chirograph.archive;

import java.io.IOException;
import java.io.InputStream;

/// Reads objects whose size nobody vouches for.
public final class Bounded {
    private Bounded() {}

    /// All bytes of `in`, never more than `maxBytes` of them in memory.
    public static byte[] read(InputStream in, long maxBytes, String name) throws IOException, ObjectTooLargeException {
        int limit = (int) Math.min(maxBytes, Integer.MAX_VALUE - 16);
        byte[] bytes = in.readNBytes(limit);
        if (bytes.length == limit && in.read() >= 0) {
            throw new ObjectTooLargeException(name + " is larger than " + maxBytes + " bytes");
        }
        return bytes;
    }
}
