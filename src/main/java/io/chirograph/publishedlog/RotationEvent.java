package io.chirograph.publishedlog;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a `key.rotated` event says of the log's own key. One that names a kind is about another credential, and none
/// for a verifier.
/// @param previous the key that signed up to here
public record RotationEvent(Hash leaf, VerifierKey previous, KeyHistory.Rotation rotation) {
    private static final byte[] END = "\"type\":\"key.rotated\"}".getBytes(StandardCharsets.US_ASCII);

    /// Whether an entry is such an event, be it well made or not.
    public static boolean isOne(byte[] entry) {
        try {
            return mayBeOne(entry) && isOfTheLog(EventView.read(entry));
        } catch (MalformedEventException e) {
            return false;
        }
    }

    private static boolean isOfTheLog(EventView event) {
        return event.type().equals(EventType.KEY_ROTATED.wire())
                && !event.data().has("kind");
    }

    /// The type stands at the very end of a canonical event.
    private static boolean mayBeOne(byte[] entry) {
        int from = entry.length - END.length;
        return from >= 0 && Arrays.mismatch(entry, from, entry.length, END, 0, END.length) < 0;
    }

    /// Reads an entry; empty when it is no such event.
    public static Optional<RotationEvent> read(long position, byte[] entry) {
        try {
            EventView event = EventView.read(entry);
            if (!isOfTheLog(event)) {
                return Optional.empty();
            }
            VerifierKey key = VerifierKey.parse(event.data().path("key").asString(""));
            VerifierKey previous =
                    VerifierKey.parse(event.data().path("previousKey").asString(""));
            return Optional.of(new RotationEvent(
                    TreeHasher.leaf(entry),
                    previous,
                    new KeyHistory.Rotation(
                            position, key, EventView.number(event.data().get("revokedFrom")))));
        } catch (MalformedEventException | MalformedException e) {
            return Optional.empty();
        }
    }
}
