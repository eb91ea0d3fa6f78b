package io.chirograph.journal.internal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Lays the frames of one group out behind each other. For one thread.
final class GroupBuffer {
    private final ByteBuffer bytes;
    private final CRC32C crc = new CRC32C();
    private long group;
    private int version;
    private int index;
    private int open;
    private int used;

    GroupBuffer(int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    /// @param format version of the file that it goes to
    void begin(long number, int format) {
        group = number;
        version = format;
        index = 0;
        open = -1;
        used = 0;
    }

    int used() {
        return used;
    }

    int frames() {
        return index;
    }

    /// @param size bytes of whole frames
    boolean fits(int size) {
        return bytes.capacity() - used >= size;
    }

    void add(FrameKind kind, byte retention, long sequence, Instant time, UUID key, byte[] payload) {
        seal();
        new Frame(kind, retention, false, sequence, group, index, time, key, payload).encode(bytes, used, version);
        open = used;
        used += Frame.HEADER + payload.length;
        index++;
    }

    void note(FrameKind kind, long sequence, Instant time, byte[] payload) {
        add(kind, (byte) 0, sequence, time, Frame.NO_KEY, payload);
    }

    /// Flags the last frame as such; the group's bytes stand between the response's position and limit.
    ByteBuffer finish() {
        bytes.put(open + Frame.FLAGS_AT, (byte) Frame.LAST);
        seal();
        open = -1;
        return bytes.slice(0, used);
    }

    private void seal() {
        if (open >= 0) {
            crc.reset();
            crc.update(bytes.slice(open + Frame.CHECKED_FROM, used - open - Frame.CHECKED_FROM));
            bytes.putInt(open + Frame.CRC_AT, (int) crc.getValue());
        }
    }
}
