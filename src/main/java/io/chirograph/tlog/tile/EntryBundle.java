package io.chirograph.tlog.tile;

import io.chirograph.tlog.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// Decodes a whole bundle.
    public static List<byte[]> parse(byte[] bundle) throws MalformedException {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            int length = at + 2 > bundle.length ? -1 : (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
            if (length < 0 || length > bundle.length - at - 2) {
                throw new MalformedException("entry " + entries.size() + " of the bundle is cut short");
            }
            if (entries.size() == TileId.WIDTH) {
                throw new MalformedException("a bundle of more than 256 entries");
            }
            entries.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return entries;
    }
}
