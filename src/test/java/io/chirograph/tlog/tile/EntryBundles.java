package io.chirograph.tlog.tile;

import io.chirograph.tlog.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes apart what [EntryBundle] makes.
public final class EntryBundles {
    private EntryBundles() {}

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
