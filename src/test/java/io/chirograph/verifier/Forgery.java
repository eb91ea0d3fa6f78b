package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;

/// What forgers do to entries and checkpoints.
public final class Forgery {
    private Forgery() {}

    public static byte[] pad(byte[] entry) {
        return new String(entry, UTF_8).replaceFirst(":", ": ").getBytes(UTF_8);
    }

    /// Another character in the base64 of the last line.
    public static byte[] flipSignature(byte[] note) {
        byte[] bytes = note.clone();
        int at = bytes.length - 30;
        bytes[at] = (byte) (bytes[at] == 'A' ? 'B' : 'A');
        return bytes;
    }

    public static void resign(MemoryArchive of, String key, Ed25519Signer signer) throws Exception {
        of.replace(
                key,
                SignedNote.sign(SignedNote.parse(of.bytes(key)).text(), signer).bytes());
    }

    public static byte[] otherRoot(byte[] note, Ed25519Signer signer) throws Exception {
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        return SignedNote.sign(
                        new Checkpoint(
                                        checkpoint.origin(),
                                        checkpoint.size(),
                                        io.chirograph.tlog.TreeHasher.emptyRoot())
                                .text(),
                        signer)
                .bytes();
    }
}
