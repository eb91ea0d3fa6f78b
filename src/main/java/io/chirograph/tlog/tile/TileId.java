package io.chirograph.tlog.tile;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tile of the tree (c2sp.org/tlog-tiles): tile `index` of `level` holds the roots of the perfect
/// subtrees of 256^level leaves from number `index * 256` on, 256 of them when full.
/// @param level 0 to 63; 0 holds leaf hashes
/// @param index 0 to 2^63-1
/// @param width 256 for a full tile, else how many hashes a partial one holds (1 to 255)
public record TileId(int level, long index, int width) {
    /// Hashes in a full tile.
    public static final int WIDTH = 256;

    private static final Pattern PATH =
            Pattern.compile("(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TileId {
        if (level < 0 || level > 63 || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("no tile: level " + level + ", index " + index + ", width " + width);
        }
    }

    /// A full tile.
    public static TileId full(int level, long index) {
        return new TileId(level, index, WIDTH);
    }

    /// The tile that a tree of `size` leaves has at this place: full, or as wide as the tree allows.
    /// @throws IllegalArgumentException when the tree has no hash there
    public static TileId inTree(int level, long index, long size) {
        long hashes = level > 7 ? 0 : size >>> (8 * level);
        return new TileId(level, index, (int) Math.min(WIDTH, hashes - index * WIDTH));
    }

    /// Whether it is full, and so never changes again.
    public boolean isFull() {
        return width == WIDTH;
    }

    /// The path below `tile/`: `0/x001/234`, `1/000.p/17`.
    public String path() {
        return level + "/" + number(index) + (isFull() ? "" : ".p/" + width);
    }

    /// Parses what [#path()] gives, and nothing else.
    public static TileId parse(String path) throws MalformedException {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            throw new MalformedException("not a tile path: " + Text.quote(path));
        }
        int level = Integer.parseInt(parts.group(1));
        String width = parts.group(3);
        int hashes = width == null ? WIDTH : Integer.parseInt(width);
        if (level > 63 || (width != null && hashes >= WIDTH)) {
            throw new MalformedException("no such tile: " + Text.quote(path));
        }
        TileId id = new TileId(level, Long.parseLong(parts.group(2).replaceAll("[x/]", "")), hashes);
        if (!id.path().equals(path)) {
            throw new MalformedException("not the shortest tile path: " + Text.quote(path));
        }
        return id;
    }

    /// Groups of three digits, all but the last with an `x` in front.
    private static String number(long index) {
        StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return path.toString();
    }
}
