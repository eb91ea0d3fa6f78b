package io.chirograph.query.export;

import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Counts and digests all bytes, and hands on those from an offset on. Not safe for several threads.
final class Measured extends OutputStream {
    private final OutputStream out;
    private final long from;
    private final MessageDigest digest = Sha256.create();
    private long count;

    Measured(OutputStream out, long from) {
        this.out = out;
        this.from = from;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        int skipped = Math.clamp(from - count, 0, length);
        count += length;
        out.write(bytes, offset + skipped, length - skipped);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /// How many bytes there were.
    long count() {
        return count;
    }

    /// SHA-256 over them, in hex; to be asked once.
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
