package io.chirograph.witness.client;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;

/// A published checkpoint that others are asked to confirm.
/// @param note as it stands in the archive
public record CheckpointOffer(Checkpoint checkpoint, SignedNote note) {
    static CheckpointOffer parse(byte[] note) throws MalformedException {
        SignedNote signed = SignedNote.parse(note);
        return new CheckpointOffer(Checkpoint.parse(signed.text()), signed);
    }

    long size() {
        return checkpoint.size();
    }
}
