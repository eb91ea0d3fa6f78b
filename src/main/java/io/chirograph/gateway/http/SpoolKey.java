package io.chirograph.gateway.http;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key of one process for what it spools; lives in memory alone. Thread-safe.
///
/// AES-256-CTR: a file's counter begins with a number that no other file under this key has, so that one can be read
/// from
/// any position.
final class SpoolKey {
    private static final int BLOCK = 16;

    private final SecretKeySpec key;
    private final AtomicLong files = new AtomicLong();

    SpoolKey() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "AES");
    }

    /// The key stream of one file.
    record Stream(SecretKeySpec key, long file) {
        /// A cipher that encrypts or decrypts from the byte at `position` on.
        Cipher at(long position) {
            byte[] counter = ByteBuffer.allocate(BLOCK)
                    .putLong(file)
                    .putLong(position / BLOCK)
                    .array();
            try {
                Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
                cipher.update(new byte[(int) (position % BLOCK)]);
                return cipher;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java platform has no AES-256-CTR", e);
            }
        }
    }

    Stream next() {
        return new Stream(key, files.getAndIncrement());
    }

    /// Encrypts or decrypts `count` bytes in place.
    static void apply(Cipher cipher, byte[] bytes, int offset, int count) {
        apply(cipher, bytes, offset, count, bytes, offset);
    }

    /// The same into the beginning of another array.
    static void apply(Cipher cipher, byte[] from, int offset, int count, byte[] to) {
        apply(cipher, from, offset, count, to, 0);
    }

    private static void apply(Cipher cipher, byte[] from, int offset, int count, byte[] to, int at) {
        try {
            if (cipher.update(from, offset, count, to, at) != count) {
                throw new IllegalStateException("a stream cipher holds bytes back");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stream cipher has no room", e);
        }
    }
}
