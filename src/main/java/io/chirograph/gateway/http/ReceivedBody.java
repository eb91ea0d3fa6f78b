package io.chirograph.gateway.http;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A request body, received whole, in memory or in the spool, with the digest of its bytes as they came.
public final class ReceivedBody implements AutoCloseable {
    private final byte[] memory;
    private final int inMemory;
    private final @Nullable SpoolFile file;
    private final @Nullable Runnable onClose;
    private final long length;
    private final Digest digest;
    private final @Nullable Patch patch;

    private ReceivedBody(
            byte[] memory,
            int inMemory,
            @Nullable SpoolFile file,
            @Nullable Runnable onClose,
            long length,
            Digest digest,
            @Nullable Patch patch) {
        this.memory = memory;
        this.inMemory = inMemory;
        this.file = file;
        this.onClose = onClose;
        this.length = length;
        this.digest = digest;
        this.patch = patch;
    }

    public static ReceivedBody ofMemory(byte[] bytes, int length, Digest digest, Runnable onClose) {
        return new ReceivedBody(bytes, length, null, onClose, length, digest, null);
    }

    public static ReceivedBody ofFile(SpoolFile file, long length, Digest digest, Runnable onClose) {
        return new ReceivedBody(new byte[0], 0, file, onClose, length, digest, null);
    }

    /// The same body with other bytes in the place of those from `from` to `to`. It lives as long as this one does.
    public ReceivedBody with(byte[] bytes, long from, long to) throws IOException {
        MessageDigest sha256 = Sha256.create();
        long patched = length - (to - from) + bytes.length;
        try (InputStream in = new PatchedStream(open(), bytes, from, to);
                var hashing = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            in.transferTo(hashing);
        }
        return new ReceivedBody(
                memory, inMemory, file, null, patched, digest(sha256, patched), new Patch(bytes, from, to));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Patch(byte[] bytes, long from, long to) {}

    public long length() {
        return length;
    }

    public Digest digest() {
        return digest;
    }

    /// Opens the body from its first byte; one reader at a time.
    public InputStream open() throws IOException {
        InputStream in = unpatched();
        return patch == null ? in : new PatchedStream(in, patch.bytes, patch.from, patch.to);
    }

    private InputStream unpatched() {
        return file == null ? new ByteArrayInputStream(memory, 0, inMemory) : file.open();
    }

    /// Writes the whole body.
    public void writeTo(OutputStream out) throws IOException {
        if (file == null && patch == null) {
            out.write(memory, 0, inMemory);
            return;
        }
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /// The digest of bytes that `finished` has been given.
    public static Digest digest(MessageDigest finished, long length) {
        return new Digest("sha256", null, HexFormat.of().formatHex(finished.digest()), length);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } finally {
            if (onClose != null) {
                onClose.run();
            }
        }
    }
}
