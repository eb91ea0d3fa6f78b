package io.chirograph.query.index;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/// What one log is indexed up to: a signed checkpoint. Its root was compared with the events when it was indexed, its
/// signature is verified whenever it is read.
/// @param number the log's number in the index
/// @param note the checkpoint as the archive holds it
public record IndexedHead(FollowedLog log, long number, SignedNote note, Checkpoint checkpoint) {
    /// @param size what the index says that the log was indexed up to
    /// @throws IndexDamagedException that is not what the log's key signed
    static IndexedHead verified(FollowedLog log, long number, long size, byte[] note) throws SQLException {
        try {
            FollowedLog.Signed signed = log.indexed(note);
            Checkpoint checkpoint = signed.checkpoint();
            if (checkpoint.size() != size) {
                throw new IndexDamagedException(
                        "log " + log.id() + " has size " + size + " beside a checkpoint of " + checkpoint.size());
            }
            return new IndexedHead(log, number, signed.note(), checkpoint);
        } catch (MalformedException | InvalidSignatureException e) {
            throw new IndexDamagedException("the checkpoint of log " + log.id() + ": " + e.getMessage(), e);
        } catch (ArchiveUnavailableException e) {
            throw new SQLException("the keys of log " + log.id() + " cannot be read", e);
        }
    }

    public long size() {
        return checkpoint.size();
    }

    public String text() {
        return new String(note.bytes(), StandardCharsets.UTF_8);
    }
}
