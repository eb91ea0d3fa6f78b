package io.chirograph.journal.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the first frame of a file says.
/// @param journal id of the journal that the file belongs to
/// @param length the file's length
/// @param previousGroup first group of the file before it; -1 for the first file of all
/// @param openKeys how many keys the frames behind it list
record FileHeader(UUID journal, long length, long previousGroup, int openKeys) {
    static final int BYTES = 36;

    /// Bytes of the whole group that begins a file with these keys open and these pins.
    static long groupBytes(List<OpenKeys.Listed> open, List<byte[]> pins) {
        return Frame.HEADER
                + BYTES
                + open.stream()
                        .mapToLong(keys -> Frame.HEADER + keys.payload().length)
                        .sum()
                + pins.stream().mapToLong(some -> Frame.HEADER + some.length).sum();
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putLong(journal.getMostSignificantBits())
                .putLong(journal.getLeastSignificantBits())
                .putLong(length)
                .putLong(previousGroup)
                .putInt(openKeys)
                .array();
    }

    /// Null when the frame is no file header.
    static @Nullable FileHeader decode(Frame frame) {
        if (frame.kind() != FrameKind.FILE || frame.index() != 0 || frame.payload().length != BYTES) {
            return null;
        }
        var bytes = ByteBuffer.wrap(frame.payload());
        return new FileHeader(
                new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong(), bytes.getLong(), bytes.getInt());
    }
}
