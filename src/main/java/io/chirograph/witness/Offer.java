package io.chirograph.witness;

import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;

/// A published checkpoint that others are asked to confirm.
///
/// @param note as it stands in the archive
record Offer(Checkpoint checkpoint, SignedNote note) {
    static Offer parse(byte[] note) throws MalformedException {
        SignedNote signed = SignedNote.parse(note);
        return new Offer(Checkpoint.parse(signed.text()), signed);
    }

    long size() {
        return checkpoint.size();
    }
}
