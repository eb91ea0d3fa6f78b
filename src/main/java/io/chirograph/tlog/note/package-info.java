/// Signed notes, checkpoints, cosignatures and their keys.
///
/// Entry types: [Checkpoint], [Cosignature], [Cosigner], [Ed25519Signer], [InvalidSignatureException],
/// [KeyHistory], [KeyType], [MlDsa44Signer], [NoteSignature], [NoteSigner], [SignedNote], [SigningException],
/// [VerifierKey].
@NamedInterface("note")
@NullMarked
package io.chirograph.tlog.note;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
