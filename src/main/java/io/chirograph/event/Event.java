package io.chirograph.event;

import java.time.Instant;
import java.util.UUID;

/// One sealed event: its canonical bytes are final, and every other field is read off them.
/// @param id UUIDv7
/// @param time when it happened, milliseconds kept
/// @param canonical RFC 8785 bytes, at most 60,000; not to be modified
@SuppressWarnings("ArrayRecordComponent") // the bytes are the event; they are handed on, never compared
public record Event(UUID id, EventType type, Instant time, byte[] canonical) {}
