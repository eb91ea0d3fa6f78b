package io.chirograph.publishedlog;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A segment's bytes: one zstd frame with checksum, one entry a line, every line ended by LF.
///
/// Reading is bounded by a line and the frame's window, whatever the bytes claim.
public record SegmentCodec(Layout layout, SegmentName name) {
    /// Takes the entries of a segment in order.
    @FunctionalInterface
    public interface Sink {
        /// @param position where the entry stands in the log
        /// @param entry its bytes, an event's; they belong to the taker
        void accept(long position, byte[] entry);
    }

    public static final int MAX_LINE = 64 * 1024 + 1;

    private static final LineFrame.Form FORM = new LineFrame.Form(
            "events",
            true,
            MAX_LINE,
            SegmentName.MAX_CONTENT,
            Damage.SEGMENT_TRUNCATED,
            Damage.SEGMENT_ALTERED,
            Damage.SEGMENT_COUNT,
            Damage.EVENT_MALFORMED);

    /// The object that holds these lines; it was decompressed again and compared.
    public static byte[] encode(byte[] lines) throws IOException {
        return LineFrame.encode("segment", lines);
    }

    public List<Hash> leaves(byte[] object) throws DamagedObjectException {
        List<Hash> leaves = new ArrayList<>();
        read(object, (position, entry) -> leaves.add(TreeHasher.leaf(entry)));
        return leaves;
    }

    /// Hands every entry to `sink`. When this throws, some entries may have been handed over that are not to be
    /// relied on.
    public void read(byte[] object, Sink sink) throws DamagedObjectException {
        new LineFrame(FORM, layout.logId(), name.key(layout), name.first(), name.count())
                .read(object, (line, entry) -> sink.accept(name.first() + line, entry));
    }
}
