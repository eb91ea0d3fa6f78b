package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.tlog.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event as the index holds it.
/// @param log the log's id
/// @param position where it stands in the log
/// @param time in milliseconds
/// @param id null of an entry that is no event
/// @param call the call that it is about
/// @param bytes as they were sealed
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
public record IndexedEvent(
        String log,
        long position,
        long time,
        @Nullable UUID id,
        Hash leaf,
        String type,
        @Nullable UUID call,
        byte[] bytes) {
    /// Its id; the leaf hash of an entry that has none.
    public String name() {
        return id == null ? leaf.toString() : id.toString();
    }

    /// What it says; only of an entry that is an event.
    public EventView view() {
        try {
            return EventView.read(bytes);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("An event that was indexed as one cannot be read any more", e);
        }
    }
}
