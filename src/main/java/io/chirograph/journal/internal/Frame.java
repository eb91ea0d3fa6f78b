package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One frame that holds, taken from its bytes; the bytes are drawn in the package's description.
@SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on, never compared
record Frame(
        FrameKind kind,
        byte retention,
        boolean last,
        long sequence,
        long group,
        int index,
        Instant time,
        UUID key,
        byte[] payload) {
    static final int MAGIC = 0xFF434A4C;
    /// What new files are written in.
    static final int VERSION = 2;
    /// The oldest that is read, and gone on with.
    static final int OLDEST_VERSION = 1;
    static final int HEADER = 64;
    static final int MAX_FRAME = HEADER + Journal.MAX_PAYLOAD;
    static final int MAX_GROUP_FRAMES = 2048;
    static final int MAX_GROUP_BYTES = 1 << 20;
    static final UUID NO_KEY = new UUID(0, 0);

    static final int CRC_AT = 4;
    static final int CHECKED_FROM = 8;
    static final int FLAGS_AT = 11;
    static final int LAST = 1;

    private static final int VERSION_AT = 8;
    private static final int LENGTH_AT = 12;

    int size() {
        return HEADER + payload.length;
    }

    /// The frame at `at`, or null when the bytes from there to the buffer's limit do not begin with a good one.
    /// @param version that of the file
    static @Nullable Frame decode(ByteBuffer from, int at, int version) {
        if (from.limit() - at < HEADER || from.getInt(at) != MAGIC || from.get(at + VERSION_AT) != version) {
            return null;
        }
        int length = from.getInt(at + LENGTH_AT);
        if (length < 0 || length > Journal.MAX_PAYLOAD || length > from.limit() - at - HEADER) {
            return null;
        }
        var crc = new CRC32C();
        crc.update(from.slice(at + CHECKED_FROM, HEADER - CHECKED_FROM + length));
        if ((int) crc.getValue() != from.getInt(at + CRC_AT)) {
            return null;
        }
        return parse(from, at, length, version);
    }

    /// The format version that the bytes at `at` claim, or 0 when they are no frame of any version.
    static int claimedVersion(ByteBuffer from, int at) {
        return from.limit() - at >= HEADER && from.getInt(at) == MAGIC ? from.get(at + VERSION_AT) & 0xFF : 0;
    }

    private static @Nullable Frame parse(ByteBuffer from, int at, int length, int version) {
        FrameKind kind = FrameKind.ofCode(from.get(at + 9), version);
        byte flags = from.get(at + FLAGS_AT);
        if (kind == null || (flags & ~LAST) != 0) {
            return null;
        }
        Instant time;
        try {
            time = Instant.ofEpochSecond(from.getLong(at + 32), from.getInt(at + 40));
        } catch (DateTimeException _) {
            return null;
        }
        var payload = new byte[length];
        from.get(at + HEADER, payload);
        return new Frame(
                kind,
                from.get(at + 10),
                flags == LAST,
                from.getLong(at + 16),
                from.getLong(at + 24),
                from.getInt(at + 44),
                time,
                new UUID(from.getLong(at + 48), from.getLong(at + 56)),
                payload);
    }

    /// Writes it at `at`, without checksum and flag.
    void encode(ByteBuffer to, int at, int version) {
        to.putInt(at, MAGIC)
                .put(at + VERSION_AT, (byte) version)
                .put(at + 9, kind.code())
                .put(at + 10, retention)
                .put(at + FLAGS_AT, (byte) 0)
                .putInt(at + LENGTH_AT, payload.length)
                .putLong(at + 16, sequence)
                .putLong(at + 24, group)
                .putLong(at + 32, time.getEpochSecond())
                .putInt(at + 40, time.getNano())
                .putInt(at + 44, index)
                .putLong(at + 48, key.getMostSignificantBits())
                .putLong(at + 56, key.getLeastSignificantBits())
                .put(at + HEADER, payload);
    }
}
