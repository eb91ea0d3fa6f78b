package io.chirograph.tlog.note;

/// Holds a private key and signs the texts of notes with it; a key store or a device may stand behind it.
/// Safe for many threads.
public interface NoteSigner {
    /// The public key that verifies what this signs.
    VerifierKey verifierKey();

    /// The signature (without key id) over `text`.
    byte[] sign(byte[] text) throws SigningException;
}
