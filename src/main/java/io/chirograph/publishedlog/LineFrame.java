package io.chirograph.publishedlog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.publishedlog.DamagedObjectException.Facts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The frame that segments and packs are: zstd, with checksum, lines inside.
///
/// Reading is bounded by two lines and the frame's window, whatever the bytes claim.
/// @param key of the object
/// @param first the position that its name begins with
/// @param count how many lines its name says that it has
record LineFrame(Form form, String logId, String key, long first, long count) {
    /// The largest window that a frame may ask for, as a power of two: what every decoder has to support.
    private static final int MAX_WINDOW_LOG = 23;

    private static final int LEVEL = 1;
    private static final int PIECE = 64 << 10;
    private static final int MAGIC = 0xFD2FB528;
    private static final int CHECKSUM_FLAG = 4;

    /// What is in such frames, and how damage of them is called.
    /// @param words what their lines are
    /// @param isDense whether each line has the position after that of the line before
    /// @param maxLine a line's bytes, its LF included
    /// @param maxContent bytes of all lines
    record Form(
            String words,
            boolean isDense,
            int maxLine,
            int maxContent,
            Damage truncated,
            Damage altered,
            Damage counted,
            Damage malformed) {}

    @FunctionalInterface
    interface Sink {
        /// @param line its bytes without LF; they belong to the taker
        void accept(long number, byte[] line) throws DamagedObjectException;
    }

    /// The object that holds these lines; it was decompressed again and compared.
    /// @param what it is called in errors
    static byte[] encode(String what, byte[] lines) throws IOException {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(LEVEL).setChecksum(true).setContentSize(true);
            byte[] object = context.compress(lines);
            if (isFrameOf(object, lines)) {
                return object;
            }
        } catch (ZstdException | ZstdIOException e) {
            throw new IOException("a " + what + " cannot be compressed: " + e.getMessage(), e);
        }
        throw new IOException("a " + what + " did not come out of its compression as it went in");
    }

    /// Decompressed by pieces: a second copy of all lines is what the exporter's heap would have to hold.
    private static boolean isFrameOf(byte[] object, byte[] lines) throws IOException {
        try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object))) {
            byte[] piece = new byte[PIECE];
            int at = 0;
            for (int read; (read = in.read(piece)) > 0; at += read) {
                if (lines.length - at < read || !Arrays.equals(piece, 0, read, lines, at, at + read)) {
                    return false;
                }
            }
            return at == lines.length;
        }
    }

    /// Hands every line to `sink`. When this throws, some may have been handed over that are not to be relied on.
    void read(byte[] object, Sink sink) throws DamagedObjectException {
        checkFrame(object);
        try (ZstdInputStreamNoFinalizer lines =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object)).setLongMax(MAX_WINDOW_LOG)) {
            readLines(lines, sink);
        } catch (ZstdIOException e) {
            throw damaged(form.altered(), 0, "one zstd frame", e.toString());
        } catch (IOException e) {
            throw damaged(form.truncated(), 0, "one whole zstd frame", e.toString());
        }
    }

    private void checkFrame(byte[] object) throws DamagedObjectException {
        if (object.length < 6) {
            throw damaged(form.truncated(), 0, "one zstd frame", object.length + " bytes");
        }
        if (ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt() != MAGIC) {
            throw damaged(form.altered(), 0, "one zstd frame", "other bytes");
        }
        if ((object[4] & CHECKSUM_FLAG) == 0) {
            throw damaged(form.altered(), 0, "a frame with checksum", "one without");
        }
        long length = frameLength(object);
        if (length != object.length) {
            String expected = "one zstd frame of " + length + " bytes";
            throw damaged(form.altered(), 0, expected, object.length + " bytes");
        }
        long content = Zstd.getFrameContentSize(object);
        if (content < 0 || content > form.maxContent()) {
            String expected = "a frame that states at most " + form.maxContent() + " bytes of " + form.words();
            String found = content < 0 ? "no such statement" : content + " bytes";
            throw damaged(form.altered(), 0, expected, found);
        }
    }

    private long frameLength(byte[] object) throws DamagedObjectException {
        try {
            return Zstd.findFrameCompressedSize(object);
        } catch (ZstdException e) {
            Damage damage = e.getErrorCode() == Zstd.errSrcSizeWrong() ? form.truncated() : form.altered();
            throw damaged(damage, 0, "one whole zstd frame", e.toString());
        }
    }

    private void readLines(InputStream in, Sink sink) throws IOException, DamagedObjectException {
        byte[] buffer = new byte[2 * form.maxLine()];
        int filled = 0;
        long lines = 0;
        long bytes = 0;
        for (int read; (read = in.read(buffer, filled, buffer.length - filled)) > 0; ) {
            filled += read;
            bytes += read;
            if (bytes > form.maxContent()) {
                throw damaged(form.altered(), 0, "as many bytes as the frame states", "more");
            }
            int start = 0;
            for (int i = filled - read; i < filled; i++) {
                if (buffer[i] == '\n') {
                    checkLine(i + 1 - start, lines);
                    sink.accept(lines, Arrays.copyOfRange(buffer, start, i));
                    start = i + 1;
                    lines++;
                }
            }
            checkLine(filled - start, lines);
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
        }
        if (filled > 0) {
            throw damaged(form.truncated(), lines, "LF after the last line", "none");
        }
        if (lines != count) {
            throw damaged(form.counted(), 0, count + " " + form.words(), lines + " " + form.words());
        }
    }

    private void checkLine(int length, long lines) throws DamagedObjectException {
        if (length > 0 && lines >= count) {
            throw damaged(form.counted(), 0, count + " " + form.words(), "more");
        }
        if (length > form.maxLine()) {
            throw damaged(form.malformed(), lines, "at most " + form.maxLine() + " bytes", "a longer line");
        }
    }

    private DamagedObjectException damaged(Damage damage, long lines, String expected, String found) {
        long position = form.isDense() ? first + lines : first;
        return new DamagedObjectException(new Facts(damage, logId, key, position, expected, found));
    }
}
