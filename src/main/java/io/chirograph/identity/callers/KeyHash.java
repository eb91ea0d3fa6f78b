package io.chirograph.identity.callers;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The salted hash of a gateway key.
///
/// One round of SHA-256 is enough: the secret is 256 random bits, and every call compares it.
public final class KeyHash {
    private static final Pattern FORM = Pattern.compile("sha256:([0-9a-f]{32}):([0-9a-f]{64})");
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final byte[] salt;
    private final byte[] hash;

    private KeyHash(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    static Optional<KeyHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new KeyHash(
                        HexFormat.of().parseHex(form.group(1)), HexFormat.of().parseHex(form.group(2))))
                : Optional.empty();
    }

    /// A hash with a fresh salt.
    public static KeyHash of(String key) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new KeyHash(salt, digest(salt, key));
    }

    /// Whether `key` is the one; takes the same time whatever the response.
    boolean matches(String key) {
        return MessageDigest.isEqual(hash, digest(salt, key));
    }

    private static byte[] digest(byte[] salt, String key) {
        return Sha256.of(salt, key.getBytes(StandardCharsets.UTF_8));
    }

    /// The form that stands in the configuration.
    @Override
    public String toString() {
        return "sha256:" + HexFormat.of().formatHex(salt) + ":" + HexFormat.of().formatHex(hash);
    }
}
