package io.chirograph.publishedlog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A segment's bytes: one zstd frame with checksum, one entry a line, every line ended by LF.
///
/// Reading is bounded by a line and the frame's window, whatever the bytes claim.
public final class SegmentCodec {
    public static final int MAX_LINE = 64 * 1024 + 1;

    /// The largest window that a frame may ask for, as a power of two: what every decoder has to support.
    private static final int MAX_WINDOW_LOG = 23;

    private static final int LEVEL = 1;
    private static final int MAGIC = 0xFD2FB528;
    private static final int CHECKSUM_FLAG = 4;

    private final Layout layout;
    private final SegmentName name;

    public SegmentCodec(Layout layout, SegmentName name) {
        this.layout = layout;
        this.name = name;
    }

    /// The object that holds these lines; it was decompressed again and compared.
    public static byte[] encode(byte[] lines) throws IOException {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(LEVEL).setChecksum(true).setContentSize(true);
            byte[] object = context.compress(lines);
            if (Arrays.equals(lines, Zstd.decompress(object, lines.length))) {
                return object;
            }
        } catch (ZstdException e) {
            throw new IOException("a segment cannot be compressed: " + e.getMessage(), e);
        }
        throw new IOException("a segment did not come out of its compression as it went in");
    }

    public List<Hash> leaves(byte[] object) throws DamagedObjectException {
        List<Hash> leaves = new ArrayList<>();
        read(object, (position, entry) -> leaves.add(TreeHasher.leaf(entry)));
        return leaves;
    }

    /// Hands every entry to `sink`. When this throws, some entries may have been handed over that are not to be
    /// relied on.
    public void read(byte[] object, EntrySink sink) throws DamagedObjectException {
        checkFrame(object);
        try (ZstdInputStreamNoFinalizer lines =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object)).setLongMax(MAX_WINDOW_LOG)) {
            readLines(lines, sink);
        } catch (ZstdIOException e) {
            throw damaged(Damage.SEGMENT_ALTERED, name.first(), "one zstd frame", e.toString());
        } catch (IOException e) {
            throw damaged(Damage.SEGMENT_TRUNCATED, name.first(), "one whole zstd frame", e.toString());
        }
    }

    private void checkFrame(byte[] object) throws DamagedObjectException {
        if (object.length < 6) {
            throw damaged(Damage.SEGMENT_TRUNCATED, name.first(), "one zstd frame", object.length + " bytes");
        }
        if (ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt() != MAGIC) {
            throw damaged(Damage.SEGMENT_ALTERED, name.first(), "one zstd frame", "other bytes");
        }
        if ((object[4] & CHECKSUM_FLAG) == 0) {
            throw damaged(Damage.SEGMENT_ALTERED, name.first(), "a frame with checksum", "one without");
        }
        long length = frameLength(object);
        if (length != object.length) {
            throw damaged(
                    Damage.SEGMENT_ALTERED,
                    name.first(),
                    "one zstd frame of " + length + " bytes",
                    object.length + " bytes");
        }
        long content = Zstd.getFrameContentSize(object);
        if (content < 0 || content > SegmentName.MAX_CONTENT) {
            throw damaged(
                    Damage.SEGMENT_ALTERED,
                    name.first(),
                    "a frame that states at most " + SegmentName.MAX_CONTENT + " bytes of events",
                    content < 0 ? "no such statement" : content + " bytes");
        }
    }

    private long frameLength(byte[] object) throws DamagedObjectException {
        try {
            return Zstd.findFrameCompressedSize(object);
        } catch (ZstdException e) {
            Damage damage =
                    e.getErrorCode() == Zstd.errSrcSizeWrong() ? Damage.SEGMENT_TRUNCATED : Damage.SEGMENT_ALTERED;
            throw damaged(damage, name.first(), "one whole zstd frame", e.toString());
        }
    }

    private void readLines(InputStream in, EntrySink sink) throws IOException, DamagedObjectException {
        byte[] buffer = new byte[2 * MAX_LINE];
        int filled = 0;
        long lines = 0;
        long bytes = 0;
        for (int read; (read = in.read(buffer, filled, buffer.length - filled)) > 0; ) {
            filled += read;
            bytes += read;
            if (bytes > SegmentName.MAX_CONTENT) {
                throw damaged(Damage.SEGMENT_ALTERED, name.first(), "as many bytes as the frame states", "more");
            }
            int start = 0;
            for (int i = filled - read; i < filled; i++) {
                if (buffer[i] == '\n') {
                    checkLine(i + 1 - start, lines);
                    sink.accept(name.first() + lines, Arrays.copyOfRange(buffer, start, i));
                    start = i + 1;
                    lines++;
                }
            }
            checkLine(filled - start, lines);
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
        }
        if (filled > 0) {
            throw damaged(Damage.SEGMENT_TRUNCATED, name.first() + lines, "LF after the last line", "none");
        }
        if (lines != name.count()) {
            throw damaged(Damage.SEGMENT_COUNT, name.first(), name.count() + " events", lines + " events");
        }
    }

    private void checkLine(int length, long lines) throws DamagedObjectException {
        if (length > 0 && lines >= name.count()) {
            throw damaged(Damage.SEGMENT_COUNT, name.first(), name.count() + " events", "more");
        }
        if (length > MAX_LINE) {
            throw damaged(
                    Damage.EVENT_MALFORMED, name.first() + lines, "at most " + MAX_LINE + " bytes", "a longer line");
        }
    }

    private DamagedObjectException damaged(Damage damage, long position, String expected, String found) {
        return new DamagedObjectException(damage, layout.logId(), name.key(layout), position, expected, found);
    }
}
