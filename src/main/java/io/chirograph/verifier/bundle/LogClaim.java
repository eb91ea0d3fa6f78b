package io.chirograph.verifier.bundle;

import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.note.VerifierKey;

/// A log as the manifest names it; nothing of it is true by being here.
/// @param size of the checkpoint that the event proofs lead to
record LogClaim(String log, VerifierKey key, long size) {
    String origin() {
        return key.name();
    }

    /// SHA-256 of the 32 bytes of the public key, for people to compare.
    String fingerprint() {
        return "sha256:" + Sha256.hex(key.key());
    }
}
