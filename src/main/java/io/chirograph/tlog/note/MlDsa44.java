package io.chirograph.tlog.note;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/// Timestamped ML-DSA-44 (FIPS 204) signatures over checkpoints (c2sp.org/tlog-cosignature, `subtree/v1`), for raw
/// public keys of 1312 bytes. They commit to the signer's name, and not to a checkpoint's extension lines: a
/// checkpoint that has any is neither signed nor verified here. Whatever is thrown means invalid.
final class MlDsa44 {
    static final int KEY_SIZE = 1312;
    static final int SIGNATURE_SIZE = 2420;

    private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_NAME = 255;

    private MlDsa44() {}

    /// Whether `signature`, time and all, is good for a checkpoint's `text` under the key of the signer `name`.
    static boolean verify(String name, byte[] key, byte[] text, byte[] signature) {
        try {
            long seconds = TimestampedSignature.timestamp(signature);
            if (signature.length != Long.BYTES + SIGNATURE_SIZE) {
                return false;
            }
            byte[] message = message(name, seconds, Checkpoint.parse(text));
            MLDSASigner verifier = new MLDSASigner();
            verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, key));
            verifier.update(message, 0, message.length);
            return verifier.verifySignature(Arrays.copyOfRange(signature, Long.BYTES, signature.length));
        } catch (MalformedException | RuntimeException e) {
            return false;
        }
    }

    /// Signs deterministically, and with a time.
    static byte[] sign(String name, MLDSAPrivateKeyParameters key, byte[] text, long seconds)
            throws MalformedException, CryptoException {
        byte[] message = message(name, seconds, Checkpoint.parse(text));
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return TimestampedSignature.of(seconds, signer.generateSignature());
    }

    /// The structure that is signed: label, signer, time, log, the whole tree from leaf 0, its root.
    static byte[] message(String name, long seconds, Checkpoint checkpoint) throws MalformedException {
        byte[] signer = name.getBytes(StandardCharsets.UTF_8);
        byte[] origin = checkpoint.origin().getBytes(StandardCharsets.UTF_8);
        if (signer.length > MAX_NAME
                || origin.length > MAX_NAME
                || !checkpoint.extensions().isEmpty()) {
            throw new MalformedException("a name beyond " + MAX_NAME + " bytes, or extension lines, which ML-DSA-44"
                    + " signatures do not cover");
        }
        return ByteBuffer.allocate(LABEL.length + 2 + signer.length + origin.length + 3 * Long.BYTES + Hash.SIZE)
                .put(LABEL)
                .put((byte) signer.length)
                .put(signer)
                .putLong(seconds)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(checkpoint.size())
                .put(checkpoint.root().bytes())
                .array();
    }

    /// The private key in an unencrypted PKCS#8 structure (DER, RFC 9881).
    static MLDSAPrivateKeyParameters privateKey(byte[] pkcs8) throws MalformedException {
        try {
            if (PrivateKeyFactory.createKey(pkcs8) instanceof MLDSAPrivateKeyParameters key
                    && key.getParameters() == MLDSAParameters.ml_dsa_44) {
                return key;
            }
        } catch (IOException | RuntimeException e) {
            throw new MalformedException("not an ML-DSA-44 private key in PKCS#8: " + e.getMessage());
        }
        throw new MalformedException("not an ML-DSA-44 private key in PKCS#8");
    }
}
