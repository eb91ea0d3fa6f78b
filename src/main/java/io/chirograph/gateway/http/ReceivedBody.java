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
import org.springframework.core.io.InputStreamSource;

/// A request body, received whole, in memory or in the spool, with the digest of its bytes as they came.
/// @param bytes from the first one; one reader at a time
/// @param release gives back what the body holds
public record ReceivedBody(InputStreamSource bytes, long length, Digest digest, Runnable release)
        implements AutoCloseable {
    /// The digest of no body.
    public static final Digest EMPTY = digest(Sha256.create(), 0);

    public static ReceivedBody ofMemory(byte[] bytes, int length, Digest digest, Runnable release) {
        return new ReceivedBody(() -> new ByteArrayInputStream(bytes, 0, length), length, digest, release);
    }

    public static ReceivedBody ofFile(SpoolFile file, long length, Digest digest, Runnable release) {
        return new ReceivedBody(file::open, length, digest, () -> {
            try {
                file.close();
            } finally {
                release.run();
            }
        });
    }

    /// The same body with other bytes in place of those from `from` to `to`. It lives as long as this one does.
    public ReceivedBody with(byte[] replacement, long from, long to) throws IOException {
        InputStreamSource patched = () -> new PatchedStream(bytes.getInputStream(), replacement, from, to);
        MessageDigest sha256 = Sha256.create();
        try (InputStream in = patched.getInputStream();
                var hashing = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            in.transferTo(hashing);
        }
        long patchedLength = length - (to - from) + replacement.length;
        return new ReceivedBody(patched, patchedLength, digest(sha256, patchedLength), () -> {});
    }

    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = bytes.getInputStream()) {
            in.transferTo(out);
        }
    }

    /// The digest of bytes that `finished` has been given.
    public static Digest digest(MessageDigest finished, long length) {
        return new Digest("sha256", null, HexFormat.of().formatHex(finished.digest()), length);
    }

    @Override
    public void close() {
        release.run();
    }
}
