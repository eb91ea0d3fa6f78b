package io.chirograph.journal.internal;

import io.chirograph.journal.NamedContent;
import io.chirograph.journal.StagedContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Payloads of *content* and *names* frames; they are drawn in the package's description.
final class ContentFrames {
    /// Bytes of content in one frame.
    static final int PIECE = 60_000;
    /// Group of a name whose content came with the record.
    static final long OWN_GROUP = -1;
    static final int MAX_CLASS = 64;

    private static final int PIECE_HEADER = 1 + Integer.BYTES;
    private static final int NAME_HEADER = 1 + Long.BYTES + Integer.BYTES + Long.BYTES + 1;

    private ContentFrames() {}

    /// A piece of content as a frame holds it.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(byte part, int index, byte[] payload) {
        int length() {
            return payload.length - PIECE_HEADER;
        }

        void copyTo(byte[] to, int at) {
            System.arraycopy(payload, PIECE_HEADER, to, at, length());
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(payload, PIECE_HEADER, length());
        }
    }

    /// What a *names* frame says.
    /// @param group the group that the first piece is in; [#OWN_GROUP] where that is the record's
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Name(byte part, long group, int pieces, long length, String retentionClass, byte[] head) {}

    static int pieces(int length) {
        return (length + PIECE - 1) / PIECE;
    }

    /// The pieces of `bytes`, numbered from `first` on.
    static List<byte[]> encode(byte part, int first, byte[] bytes) {
        List<byte[]> payloads = new ArrayList<>(pieces(bytes.length));
        for (int from = 0; from < bytes.length; from += PIECE) {
            int length = Math.min(PIECE, bytes.length - from);
            var payload = ByteBuffer.allocate(PIECE_HEADER + length);
            payload.put(part).putInt(first + payloads.size()).put(bytes, from, length);
            payloads.add(payload.array());
        }
        return payloads;
    }

    /// Bytes of all frames that come with the record for this.
    static long sizeOf(NamedContent named, int nameLength) {
        long rest = named.rest().length;
        long pieces = pieces(named.rest().length) * (long) (Frame.HEADER + PIECE_HEADER);
        return rest + pieces + Frame.HEADER + NAME_HEADER + nameLength + named.head().length;
    }

    static byte[] encode(NamedContent named) {
        StagedContent staged = named.staged();
        byte[] name = named.retentionClass().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(NAME_HEADER + name.length + named.head().length)
                .put(named.part())
                .putLong(staged.pieces() == 0 ? OWN_GROUP : staged.group())
                .putInt(staged.pieces() + pieces(named.rest().length))
                .putLong(named.length())
                .put((byte) name.length)
                .put(name)
                .put(named.head())
                .array();
    }

    /// Bytes of content in a frame of content.
    static int length(Frame frame) {
        return Math.max(0, frame.payload().length - PIECE_HEADER);
    }

    /// Null when it is no piece.
    static @Nullable Piece piece(Frame frame) {
        byte[] payload = frame.payload();
        if (frame.kind() != FrameKind.CONTENT || payload.length <= PIECE_HEADER) {
            return null;
        }
        var from = ByteBuffer.wrap(payload);
        return new Piece(from.get(), from.getInt(), payload);
    }

    /// Null when it names nothing.
    static @Nullable Name name(Frame frame) {
        if (frame.kind() != FrameKind.NAMES || frame.payload().length < NAME_HEADER) {
            return null;
        }
        var from = ByteBuffer.wrap(frame.payload());
        byte part = from.get();
        long group = from.getLong();
        int pieces = from.getInt();
        long length = from.getLong();
        int nameLength = from.get();
        if (nameLength < 1 || nameLength > from.remaining()) {
            return null;
        }
        var name = new byte[nameLength];
        from.get(name);
        var head = new byte[from.remaining()];
        from.get(head);
        return new Name(part, group, pieces, length, new String(name, StandardCharsets.UTF_8), head);
    }
}
