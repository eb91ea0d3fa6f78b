package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/// Signs with an Ed25519 private key held in memory.
public final class Ed25519Signer implements NoteSigner {
    private final byte[] seed;
    private final byte[] publicKey;
    private final VerifierKey verifierKey;

    private Ed25519Signer(String name, byte[] seed) throws MalformedException {
        this.seed = seed;
        this.publicKey = Ed25519.publicKeyOf(seed);
        this.verifierKey = VerifierKey.of(name, KeyType.ED25519, publicKey);
    }

    /// A signer from the 32-byte seed that is the private key.
    public static Ed25519Signer ofSeed(String name, byte[] seed) throws MalformedException {
        if (seed.length != Ed25519.KEY_SIZE) {
            throw new MalformedException("an Ed25519 private key has 32 bytes, not " + seed.length);
        }
        return new Ed25519Signer(name, seed.clone());
    }

    /// A signer from an unencrypted PKCS#8 structure (DER).
    public static Ed25519Signer ofPkcs8(String name, byte[] pkcs8) throws MalformedException {
        return new Ed25519Signer(name, Ed25519.seedOf(pkcs8));
    }

    public static Ed25519Signer generate(String name, SecureRandom random) throws MalformedException {
        byte[] seed = new byte[Ed25519.KEY_SIZE];
        random.nextBytes(seed);
        return new Ed25519Signer(name, seed);
    }

    /// The private key as PKCS#8 (DER), for a file that only its owner reads.
    public byte[] pkcs8() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    @Override
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /// Signs, and checks the signature before it leaves: a faulty one may give the key away.
    @Override
    public byte[] sign(byte[] text) throws SigningException {
        byte[] signature = signUnchecked(text);
        if (!verifierKey.verify(text, signature)) {
            throw new SigningException("the signature just made by " + verifierKey + " does not verify", null);
        }
        return signature;
    }

    /// Signs without checking the signature, which costs several times the signing: only for a key that lives no
    /// longer than the process and signs nothing but what the process itself has made.
    public byte[] signUnchecked(byte[] text) {
        return Ed25519.sign(seed, publicKey, text);
    }
}
