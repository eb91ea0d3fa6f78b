package io.chirograph.tlog.tile;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// Up to 256 entries as tlog-tiles serves them: each with its length in two bytes, big-endian, before it.
public final class EntryBundle {
    private static final int MAX_ENTRY = 0xffff;

    private EntryBundle() {}

    /// Encodes entries in order.
    /// @throws IllegalArgumentException more than 256 entries, or one beyond 65,535 bytes
    public static byte[] encode(List<byte[]> entries) {
        if (entries.size() > TileId.WIDTH) {
            throw new IllegalArgumentException("a bundle holds 256 entries, not " + entries.size());
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes is beyond " + MAX_ENTRY);
            }
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }
}
