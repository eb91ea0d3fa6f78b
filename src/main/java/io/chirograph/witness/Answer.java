package io.chirograph.witness;

import io.chirograph.tlog.NoteSignature;

/// How asking one witness ended.
sealed interface Answer {
    /// It cosigned.
    ///
    /// @param time when it says it did, POSIX seconds
    record Cosigned(NoteSignature line, long time) implements Answer {}

    /// It has cosigned a larger tree of this log than the one that was offered.
    record Ahead(long size, Exchange exchange) implements Answer {}

    /// It says that the offered tree is not an extension of the one that it has cosigned: somebody has seen another
    /// history of this log.
    record Refused(String why, Exchange exchange) implements Answer {}

    /// It could not be asked, or its answer is of no use. Worth another try.
    record Failed(String why) implements Answer {}

    /// What was sent and what came back.
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    record Exchange(byte[] request, int status, byte[] body) {}
}
