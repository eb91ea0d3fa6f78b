package io.chirograph.query.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Compares a file with the bytes that are written here, up to the first difference. Not safe for several threads.
final class Comparison extends OutputStream {
    private static final int SHOWN = 160;
    private final InputStream file;
    private long offset;
    private long row;
    private @Nullable Difference difference;

    Comparison(InputStream file) {
        this.file = new BufferedInputStream(file, 1 << 16);
    }

    /// Where the file is not what it should be.
    /// @param row the item that was written then, from 1 on; 0 before the first
    /// @param expected what was written from there on, or a part of it
    /// @param found what the file has there, or a part of it
    record Difference(long offset, long row, String expected, String found) {}

    /// Says that the next bytes are those of an item.
    void begins(long number) {
        row = number;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (difference == null) {
            byte[] found = file.readNBytes(length);
            int at = Arrays.mismatch(found, 0, found.length, bytes, from, from + length);
            if (at >= 0) {
                differs(
                        offset + at,
                        shown(bytes, from + at, length - at),
                        shown(found, Math.min(at, found.length), found.length - Math.min(at, found.length)));
            }
        }
        offset += length;
    }

    /// The first difference; null where the file is what was written, and no more.
    @Nullable
    Difference end() throws IOException {
        byte[] more = difference == null ? file.readNBytes(SHOWN) : new byte[0];
        if (more.length > 0) {
            differs(offset, "the end", shown(more, 0, more.length));
        }
        return difference;
    }

    private void differs(long at, String expected, String found) {
        difference = new Difference(at, row, expected, found.isEmpty() ? "the end" : found);
    }

    private static String shown(byte[] bytes, int from, int length) {
        return new String(bytes, from, Math.min(length, SHOWN), StandardCharsets.UTF_8);
    }
}
