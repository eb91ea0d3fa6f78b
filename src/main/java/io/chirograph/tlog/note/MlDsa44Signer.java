package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/// Signs checkpoints with an ML-DSA-44 private key held in memory: a log's second signature, which a quantum
/// computer does not forge. Its time is zero, so that signing a checkpoint again gives the same bytes.
public final class MlDsa44Signer implements NoteSigner {
    private static final int SEED_SIZE = 32;

    private final MLDSAPrivateKeyParameters key;
    private final VerifierKey verifierKey;

    private MlDsa44Signer(String name, MLDSAPrivateKeyParameters key) throws MalformedException {
        this.key = key;
        this.verifierKey = VerifierKey.of(name, KeyType.ML_DSA_44, key.getPublicKey());
    }

    /// A signer from the 32-byte seed that makes the private key (FIPS 204).
    public static MlDsa44Signer ofSeed(String name, byte[] seed) throws MalformedException {
        if (seed.length != SEED_SIZE) {
            throw new MalformedException("an ML-DSA-44 seed has " + SEED_SIZE + " bytes, not " + seed.length);
        }
        return new MlDsa44Signer(name, new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed.clone()));
    }

    /// A signer from an unencrypted PKCS#8 structure (DER, RFC 9881).
    public static MlDsa44Signer ofPkcs8(String name, byte[] pkcs8) throws MalformedException {
        return new MlDsa44Signer(name, MlDsa44.privateKey(pkcs8));
    }

    public static MlDsa44Signer generate(String name, SecureRandom random) throws MalformedException {
        byte[] seed = new byte[SEED_SIZE];
        random.nextBytes(seed);
        return ofSeed(name, seed);
    }

    /// The private key as PKCS#8 (DER), for a file that only its owner reads.
    public byte[] pkcs8() {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(
                            key.getParametersWithFormat(MLDSAPrivateKeyParameters.SEED_ONLY))
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a key in memory cannot be encoded", e);
        }
    }

    @Override
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /// Signs a checkpoint, and nothing else; checks the signature before it leaves.
    @Override
    public byte[] sign(byte[] text) throws SigningException {
        try {
            byte[] signature = MlDsa44.sign(verifierKey.name(), key, text, 0);
            if (verifierKey.verify(text, signature)) {
                return signature;
            }
        } catch (MalformedException | CryptoException | RuntimeException e) {
            throw new SigningException("ML-DSA-44 signature by " + verifierKey.name() + ": " + e.getMessage(), e);
        }
        throw new SigningException("the signature just made by " + verifierKey.name() + " does not verify", null);
    }
}
