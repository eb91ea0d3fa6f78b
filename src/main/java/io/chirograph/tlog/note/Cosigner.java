package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.nio.charset.StandardCharsets;

/// Makes timestamped Ed25519 cosignatures (c2sp.org/tlog-cosignature, `cosignature/v1`) with a private key held in
/// memory: what a witness does once it has seen that a tree extends the one before. Safe for many threads.
public final class Cosigner {
    private final byte[] seed;
    private final VerifierKey verifierKey;

    private Cosigner(String name, byte[] seed) throws MalformedException {
        this.seed = seed;
        this.verifierKey = VerifierKey.of(name, KeyType.COSIGNATURE_V1, Ed25519.publicKeyOf(seed));
    }

    /// A cosigner from the 32-byte seed that is the private key. That key must sign nothing else.
    public static Cosigner ofSeed(String name, byte[] seed) throws MalformedException {
        if (seed.length != Ed25519.KEY_SIZE) {
            throw new MalformedException("an Ed25519 private key has 32 bytes, not " + seed.length);
        }
        return new Cosigner(name, seed.clone());
    }

    /// A cosigner from an unencrypted PKCS#8 structure (DER).
    public static Cosigner ofPkcs8(String name, byte[] pkcs8) throws MalformedException {
        return new Cosigner(name, Ed25519.seedOf(pkcs8));
    }

    /// The public key that verifies what this makes.
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    /// A cosignature of a checkpoint, checked before it leaves.
    /// @param seconds POSIX time, from 0
    public NoteSignature cosign(Checkpoint checkpoint, long seconds) throws SigningException {
        if (seconds < 0) {
            throw new SigningException("a cosignature's time is before 1970: " + seconds, null);
        }
        byte[] text = checkpoint.text().getBytes(StandardCharsets.UTF_8);
        byte[] signature =
                TimestampedSignature.of(seconds, Ed25519.sign(seed, TimestampedSignature.message(text, seconds)));
        if (!verifierKey.verify(text, signature)) {
            throw new SigningException("the cosignature just made by " + verifierKey + " does not verify", null);
        }
        return new NoteSignature(verifierKey.name(), verifierKey.id(), signature);
    }
}
