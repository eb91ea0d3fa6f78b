package io.chirograph.query;

import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import java.nio.charset.StandardCharsets;

/// What one log is indexed up to: a signed checkpoint, whose signature and root were verified when it was indexed.
///
/// @param number the log's number in the index
/// @param note the checkpoint as the archive holds it
record LogHead(FollowedLog log, long number, SignedNote note, Checkpoint checkpoint) {
    static LogHead of(FollowedLog log, long number, byte[] note) throws LogRefusedException {
        try {
            SignedNote signed = SignedNote.parse(note);
            return new LogHead(log, number, signed, Checkpoint.parse(signed.text()));
        } catch (MalformedException e) {
            throw new LogRefusedException(log.id(), "its checkpoint: " + e.getMessage());
        }
    }

    long size() {
        return checkpoint.size();
    }

    String text() {
        return new String(note.bytes(), StandardCharsets.UTF_8);
    }
}
