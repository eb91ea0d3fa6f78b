package io.chirograph.evidence;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.chirograph.archive.SegmentName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Takes a segment's bytes apart: one zstd frame with checksum, one entry a line, every line ended by LF.
///
/// Memory is bounded by a line and the frame's window, whatever the bytes claim.
final class SegmentReader {
    /// No line is longer, its LF included.
    static final int MAX_LINE = 64 * 1024 + 1;

    /// The largest window that a frame may ask for, as a power of two: what every decoder has to support.
    private static final int MAX_WINDOW_LOG = 23;

    private static final int MAGIC = 0xFD2FB528;
    private static final int CHECKSUM_FLAG = 4;

    private final String log;
    private final String key;
    private final SegmentName name;

    SegmentReader(String log, String key, SegmentName name) {
        this.log = log;
        this.key = key;
        this.name = name;
    }

    /// Hands every entry to `sink`. When this throws, some entries may have been handed over that are not to be
    /// relied on.
    void read(byte[] object, EntrySink sink) throws DamagedObjectException {
        checkFrame(object);
        try (ZstdInputStreamNoFinalizer lines =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object)).setLongMax(MAX_WINDOW_LOG)) {
            readLines(lines, sink);
        } catch (ZstdIOException e) {
            throw damaged(FindingKind.SEGMENT_ALTERED, name.first(), "one zstd frame", e.toString());
        } catch (IOException e) {
            throw damaged(FindingKind.SEGMENT_TRUNCATED, name.first(), "one whole zstd frame", e.toString());
        }
    }

    private void checkFrame(byte[] object) throws DamagedObjectException {
        if (object.length < 6) {
            throw damaged(FindingKind.SEGMENT_TRUNCATED, name.first(), "one zstd frame", object.length + " bytes");
        }
        if (ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt() != MAGIC) {
            throw damaged(FindingKind.SEGMENT_ALTERED, name.first(), "one zstd frame", "other bytes");
        }
        if ((object[4] & CHECKSUM_FLAG) == 0) {
            throw damaged(FindingKind.SEGMENT_ALTERED, name.first(), "a frame with checksum", "one without");
        }
        long length = frameLength(object);
        if (length != object.length) {
            throw damaged(
                    FindingKind.SEGMENT_ALTERED,
                    name.first(),
                    "one zstd frame of " + length + " bytes",
                    object.length + " bytes");
        }
    }

    private long frameLength(byte[] object) throws DamagedObjectException {
        try {
            return Zstd.findFrameCompressedSize(object);
        } catch (ZstdException e) {
            FindingKind kind = e.getErrorCode() == Zstd.errSrcSizeWrong()
                    ? FindingKind.SEGMENT_TRUNCATED
                    : FindingKind.SEGMENT_ALTERED;
            throw damaged(kind, name.first(), "one whole zstd frame", e.toString());
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
                throw damaged(
                        FindingKind.SEGMENT_ALTERED,
                        name.first(),
                        "at most " + SegmentName.MAX_CONTENT + " bytes of events",
                        "more");
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
            throw damaged(FindingKind.SEGMENT_TRUNCATED, name.first() + lines, "LF after the last line", "none");
        }
        if (lines != name.count()) {
            throw damaged(FindingKind.SEGMENT_COUNT, name.first(), name.count() + " events", lines + " events");
        }
    }

    private void checkLine(int length, long lines) throws DamagedObjectException {
        if (length > 0 && lines >= name.count()) {
            throw damaged(FindingKind.SEGMENT_COUNT, name.first(), name.count() + " events", "more");
        }
        if (length > MAX_LINE) {
            throw damaged(
                    FindingKind.EVENT_MALFORMED,
                    name.first() + lines,
                    "at most " + MAX_LINE + " bytes",
                    "a longer line");
        }
    }

    private DamagedObjectException damaged(FindingKind kind, long position, String expected, String found) {
        return new DamagedObjectException(new Finding(kind, log, key, position, expected, found));
    }
}
