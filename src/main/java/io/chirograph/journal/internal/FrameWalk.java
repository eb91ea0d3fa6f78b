package io.chirograph.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Walks the frames of one file in order and holds each against what must come next. Recovery and reading both
/// go through here. For one thread.
final class FrameWalk {
    private static final int WINDOW = 256 * 1024;

    /// Whoever wants one record reads no more; whoever goes on gets four times as much each time.
    private static final int FIRST_WINDOW = 16 * 1024;

    private final OpenFile file;
    private final int version;
    private final long end;
    private ByteBuffer window;
    private long windowAt;
    private long offset;
    private long sequence;
    private long group;
    private int index;
    private long groupEnd;
    private long groupSequence;

    /// Begins at `from` and takes nothing at or behind `end` for a frame.
    /// @param version that of the file
    FrameWalk(OpenFile file, int version, JournalFile.Mark from, long end) {
        this.file = file;
        this.version = version;
        this.end = end;
        this.windowAt = from.offset();
        this.window = ByteBuffer.allocate(0);
        this.offset = from.offset();
        this.sequence = from.sequence();
        this.group = from.group();
        this.groupEnd = offset;
        this.groupSequence = sequence;
    }

    /// The next frame; null when what stands there is not a good frame with the numbers that must come next.
    @Nullable
    Frame next() throws IOException {
        Frame frame = Frame.decode(window, at(), version);
        while (frame == null && end > windowAt + window.limit() && (at() > 0 || window.capacity() < WINDOW)) {
            refill();
            frame = Frame.decode(window, at(), version);
        }
        if (frame == null || frame.sequence() != sequence || frame.group() != group || frame.index() != index) {
            return null;
        }
        advance(frame);
        return frame;
    }

    private int at() {
        return (int) (offset - windowAt);
    }

    private void advance(Frame frame) {
        offset += frame.size();
        if (frame.kind().record() != null) {
            sequence++;
        }
        index++;
        if (frame.last()) {
            group++;
            index = 0;
            groupEnd = offset;
            groupSequence = sequence;
        }
    }

    private void refill() throws IOException {
        int size = Math.clamp(end - offset, 0, Math.clamp(window.capacity() * 4L, FIRST_WINDOW, WINDOW));
        window = size > window.capacity()
                ? ByteBuffer.allocate(size)
                : window.clear().limit(size);
        file.readFully(window, offset);
        window.flip();
        windowAt = offset;
    }

    /// Where the next frame would begin.
    long offset() {
        return offset;
    }

    /// The sequence number that the next record must have.
    long sequence() {
        return sequence;
    }

    /// The group that the next frame must belong to.
    long group() {
        return group;
    }

    boolean betweenGroups() {
        return index == 0;
    }

    /// Where the last whole group ended.
    long groupEnd() {
        return groupEnd;
    }

    /// The next sequence number as of the last whole group.
    long groupSequence() {
        return groupSequence;
    }
}
