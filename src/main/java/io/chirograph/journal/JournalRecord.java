package io.chirograph.journal;

import java.time.Instant;
import java.util.UUID;

/// What a caller gives to the journal: opaque bytes and the few facts that travel in the frame.
/// @param kind what it does to `key`
/// @param key the call it belongs to; `new UUID(0, 0)` for none, or [#CAN_WAIT]
/// @param retention code of the retention class, 0 to 127
/// @param time the event's time
/// @param payload the record's bytes, at most [Journal#MAX_PAYLOAD]; not to be modified afterwards
@SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on, never compared
public record JournalRecord(RecordKind kind, UUID key, byte retention, Instant time, byte[] payload) {
    /// The key of a plain record that need not be exported soon: it rides along with others.
    public static final UUID CAN_WAIT = new UUID(0, 1);
}
