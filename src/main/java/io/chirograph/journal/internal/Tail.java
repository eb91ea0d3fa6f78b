package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What stands behind the last good group of the active file.
/// @param bytes from there to the last byte that is not zero
/// @param sha256 of these bytes; empty when there are none
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Tail(long bytes, byte[] sha256) {
    static final Tail NONE = new Tail(0, new byte[0]);
    private static final int ENCODED = 40;
    private static final int PIECE = 256 * 1024;

    public boolean torn() {
        return bytes > 0;
    }

    public @Nullable String digest() {
        return torn() ? "sha256:" + HexFormat.of().formatHex(sha256) : null;
    }

    /// Payload of a *recovered* frame.
    byte[] encode() {
        var payload = ByteBuffer.allocate(ENCODED).putLong(bytes);
        return payload.put(sha256).array();
    }

    static Tail decode(byte[] payload) {
        if (payload.length != ENCODED) {
            return NONE;
        }
        var from = ByteBuffer.wrap(payload);
        long bytes = from.getLong();
        var digest = new byte[ENCODED - Long.BYTES];
        from.get(digest);
        return bytes == 0 ? NONE : new Tail(bytes, digest);
    }

    /// Judges what stands behind `goodEnd`, where group `group` would begin.
    /// @throws JournalCorruptException it cannot be the rest of one torn group
    static Tail examine(OpenFile file, JournalFile of, long goodEnd, long group)
            throws IOException, JournalCorruptException {
        long length = lastNonZero(file, goodEnd, of.length()) + 1 - goodEnd;
        if (length <= 0) {
            return NONE;
        }
        if (length > Frame.MAX_GROUP_BYTES) {
            throw new JournalCorruptException(of.name() + ": no good frame of group " + group + " at offset " + goodEnd
                    + ", and " + length + " bytes stand behind it, more than one group can hold ("
                    + Frame.MAX_GROUP_BYTES + "): this is damage, not a torn end");
        }
        var rest = ByteBuffer.allocate((int) Math.min(length + Frame.MAX_FRAME, of.length() - goodEnd));
        file.readFully(rest, goodEnd);
        rest.flip();
        refuseLaterGroup(rest, of, goodEnd, (int) length, group);
        MessageDigest digest = Sha256.create();
        digest.update(rest.slice(0, (int) length));
        return new Tail(length, digest.digest());
    }

    private static void refuseLaterGroup(ByteBuffer rest, JournalFile of, long goodEnd, int length, long group)
            throws JournalCorruptException {
        for (int at = 0; at < length; at++) {
            Frame frame = rest.get(at) == (byte) (Frame.MAGIC >> 24) ? Frame.decode(rest, at, of.version()) : null;
            if (frame != null && (frame.group() > group || (at == 0 && frame.group() != group))) {
                throw new JournalCorruptException(of.name() + ": no good frame of group " + group + " at offset "
                        + goodEnd + ", but a good frame of group " + frame.group() + " (sequence " + frame.sequence()
                        + ") at offset " + (goodEnd + at) + ": this is damage, not a torn end");
            }
        }
    }

    private static long lastNonZero(OpenFile file, long from, long to) throws IOException {
        var piece = ByteBuffer.allocate(Math.clamp(to - from, 0, PIECE));
        long end = to;
        while (end > from) {
            int size = (int) Math.min(piece.capacity(), end - from);
            piece.clear().limit(size);
            file.readFully(piece, end - size);
            for (int at = size - 1; at >= 0; at--) {
                if (piece.get(at) != 0) {
                    return end - size + at;
                }
            }
            end -= size;
        }
        return from - 1;
    }
}
