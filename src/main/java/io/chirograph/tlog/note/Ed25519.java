package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/// The one Ed25519 (RFC 8032) of this program, for raw keys of 32 bytes.
///
/// Verification is the JDK's, after a key of low order was refused. Over C2SP's edge-case vectors the JDK takes
/// exactly the signatures that the cofactorless check of RFC 8032 takes, as Go does and so most witnesses and
/// monitors; BouncyCastle also takes 126 with a low-order residue that those refuse, so a note could be good
/// here and bad for everybody else. The JDK alone takes 86 signatures under low-order keys, which hold for
/// messages nobody signed: such keys are refused here. Whatever is thrown means invalid.
final class Ed25519 {
    static final int KEY_SIZE = 32;
    static final int SIGNATURE_SIZE = 64;

    /// The y coordinates, little-endian, of the points of order 1, 2, 4 and 8; the sign bit is clear.
    private static final Set<String> LOW_ORDER = Set.of(
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

    private Ed25519() {}

    /// Whether `signature` is good for `message` under `key`.
    static boolean verify(byte[] key, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_SIZE || !isUsable(key)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey(key));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /// Whether `key` has the right length and is no point of low order.
    static boolean isUsable(byte[] key) {
        if (key.length != KEY_SIZE) {
            return false;
        }
        byte[] y = key.clone();
        y[KEY_SIZE - 1] &= 0x7f;
        return !LOW_ORDER.contains(HexFormat.of().formatHex(y));
    }

    /// Signs deterministically with a private key given as its 32-byte seed, and the public key that belongs to it:
    /// to compute that again costs as much as the signature. The JDK takes twenty times as long as BouncyCastle.
    static byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
        byte[] signature = new byte[SIGNATURE_SIZE];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /// The same for a key that signs seldom.
    static byte[] sign(byte[] seed, byte[] message) {
        return sign(seed, publicKeyOf(seed), message);
    }

    /// The public key that belongs to a seed.
    static byte[] publicKeyOf(byte[] seed) {
        byte[] key = new byte[KEY_SIZE];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    /// The seed in an unencrypted PKCS#8 structure (DER).
    static byte[] seedOf(byte[] pkcs8) throws MalformedException {
        try {
            var key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            byte[] seed = key instanceof EdECPrivateKey edKey ? edKey.getBytes().orElse(null) : null;
            if (seed == null || seed.length != KEY_SIZE) {
                throw new MalformedException("the PKCS#8 key does not give its bytes");
            }
            return seed;
        } catch (GeneralSecurityException e) {
            throw new MalformedException("not an Ed25519 private key in PKCS#8: " + e.getMessage());
        }
    }

    private static PublicKey publicKey(byte[] key) throws GeneralSecurityException {
        byte[] y = key.clone();
        boolean odd = (y[KEY_SIZE - 1] & 0x80) != 0;
        y[KEY_SIZE - 1] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, reversed(y)));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = Arrays.copyOf(bytes, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
