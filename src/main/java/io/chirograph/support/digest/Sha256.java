package io.chirograph.support.digest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// SHA-256, and HMAC with it, which every Java platform has. Safe for many threads.
public final class Sha256 {
    private static final String HMAC = "HmacSHA256";
    private static final MessageDigest FRESH = lookUp();

    private Sha256() {}

    /// A digest without input. A copy: a look-up costs more than hashing a small body.
    public static MessageDigest create() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            return lookUp();
        }
    }

    /// The digest of these parts, one after the other.
    public static byte[] of(byte[]... parts) {
        MessageDigest digest = create();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /// The digest of a text in UTF-8.
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The digest in lower-case hex.
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(of(content));
    }

    /// HMAC-SHA-256 (RFC 2104) under a key, without input.
    public static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + HMAC, e);
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }
}
