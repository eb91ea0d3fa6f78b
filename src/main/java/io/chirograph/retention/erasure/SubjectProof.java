package io.chirograph.retention.erasure;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Knows a person's name again without holding it: a slow hash with salt. It makes guessing dear, and not impossible.
/// @param salt in hex
/// @param hash in hex
record SubjectProof(String salt, String hash) {
    private static final int ROUNDS = 210_000;
    private static final int BITS = 256;
    private static final int SALT = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static SubjectProof of(String subject) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new SubjectProof(HexFormat.of().formatHex(salt), HexFormat.of().formatHex(hash(salt, subject)));
    }

    boolean isOf(String subject) {
        return MessageDigest.isEqual(
                HexFormat.of().parseHex(hash), hash(HexFormat.of().parseHex(salt), subject));
    }

    private static byte[] hash(byte[] salt, String subject) {
        PBEKeySpec spec = new PBEKeySpec(subject.toCharArray(), salt, ROUNDS, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
