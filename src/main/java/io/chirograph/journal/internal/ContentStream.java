package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bytes of content that lies in groups before its record's, read piece by piece.
///
/// Holds one frame and one open file. For one thread.
final class ContentStream extends InputStream {
    private final Disk disk;
    private final List<JournalFile> files;
    private final StoredRecord of;
    private final StoredContent content;
    private int at;
    private @Nullable OpenFile file;
    private FrameWalk walk;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private int nextIndex;
    private long left;
    private boolean closed;

    /// @param files all files, in order
    /// @throws JournalCorruptException none of them can hold the first piece
    ContentStream(Disk disk, List<JournalFile> files, StoredRecord of, StoredContent content)
            throws IOException, JournalCorruptException {
        this.disk = disk;
        this.files = files;
        this.of = of;
        this.content = content;
        this.left = content.length();
        int first = files.size() - 1;
        while (first >= 0 && files.get(first).firstGroup() > content.group()) {
            first--;
        }
        if (first < 0) {
            throw new JournalCorruptException(
                    what() + " begins in group " + content.group() + ", which the journal does not hold any more");
        }
        this.at = first;
        this.walk = walk(files.get(first).markForGroup(content.group()));
    }

    private FrameWalk walk(JournalFile.Mark from) throws IOException {
        JournalFile now = files.get(at);
        OpenFile opened = disk.openForReading(now.path());
        file = opened;
        return new FrameWalk(opened, now.version(), from, now.end());
    }

    private String what() {
        return "content of part " + content.part() + " of record " + of.sequence();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (!piece.hasRemaining()) {
            if (left == 0) {
                return -1;
            }
            try {
                piece = nextPiece().bytes();
            } catch (JournalCorruptException e) {
                throw new IOException(e.getMessage(), e);
            }
            left -= piece.remaining();
        }
        int some = Math.min(length, piece.remaining());
        piece.get(to, from, some);
        return some;
    }

    private ContentFrames.Piece nextPiece() throws IOException, JournalCorruptException {
        UUID key = of.entry().key();
        while (true) {
            Frame frame = nextFrame();
            ContentFrames.Piece found = frame.key().equals(key) ? ContentFrames.piece(frame) : null;
            if (found != null && found.part() == content.part() && frame.group() >= content.group()) {
                if (found.index() != nextIndex || found.length() > left) {
                    throw new JournalCorruptException(what() + ": group " + frame.group() + " has piece "
                            + found.index() + " of " + found.length() + " bytes, where piece " + nextIndex
                            + " of at most " + left + " bytes should be");
                }
                nextIndex++;
                return found;
            }
            if (frame.kind().record() != null && frame.sequence() >= of.sequence()) {
                throw new JournalCorruptException(what() + ": piece " + nextIndex + " is missing, " + left + " of "
                        + content.length() + " bytes");
            }
        }
    }

    private Frame nextFrame() throws IOException, JournalCorruptException {
        while (at + 1 < files.size() && walk.group() >= files.get(at + 1).firstGroup()) {
            closeFile();
            at++;
            walk = walk(files.get(at).beginning());
        }
        JournalFile now = files.get(at);
        if (walk.betweenGroups()) {
            now.mark(walk.sequence(), walk.group(), walk.offset());
        }
        Frame frame = walk.next();
        if (frame == null) {
            throw new JournalCorruptException(
                    now.name() + ": no good frame of group " + walk.group() + " at offset " + walk.offset()
                            + ", where piece " + nextIndex + " of the " + what() + " or one before it should be");
        }
        return frame;
    }

    private void closeFile() throws IOException {
        OpenFile opened = file;
        file = null;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        closeFile();
    }
}
