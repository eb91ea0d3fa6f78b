package io.chirograph.witness.client;

import io.chirograph.tlog.note.NoteSignature;

/// How asking one witness ended.
sealed interface WitnessResponse {
    /// It cosigned.
    /// @param time when it says it did, POSIX seconds
    record Cosigned(NoteSignature line, long time) implements WitnessResponse {}

    /// It has cosigned a larger tree of this log than the one that was offered.
    record Ahead(long size, Exchange exchange) implements WitnessResponse {}

    /// It says that the offered tree is not an extension of the one that it has cosigned: somebody has seen another
    /// history of this log.
    record Refused(String why, Exchange exchange) implements WitnessResponse {}

    /// It could not be asked, or its response is of no use. Worth another try.
    record Failed(String why) implements WitnessResponse {}

    /// What was sent and what came back.
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    record Exchange(byte[] request, int status, byte[] body) {}
}
