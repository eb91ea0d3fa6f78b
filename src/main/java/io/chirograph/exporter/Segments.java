package io.chirograph.exporter;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.chirograph.archive.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A segment's bytes: one zstd frame with checksum, one entry a line, every line ended by LF.
final class Segments {
    private static final int LEVEL = 1;

    private Segments() {}

    static byte[] compress(byte[] lines) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(LEVEL).setChecksum(true).setContentSize(true);
            return context.compress(lines);
        }
    }

    /// The leaf hashes of a segment's entries, in order.
    ///
    /// @throws IOException it is no segment
    static List<Hash> leaves(byte[] segment) throws IOException {
        byte[] lines = decompress(segment);
        List<Hash> leaves = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                leaves.add(TreeHasher.leaf(lines, start, i - start));
                start = i + 1;
            }
        }
        if (start < lines.length) {
            throw new IOException("a segment whose last line has no end");
        }
        return leaves;
    }

    /// The bytes of a frame that says how many they are, as every segment does.
    ///
    /// @throws IOException it is no segment
    static byte[] decompress(byte[] segment) throws IOException {
        long size = Zstd.getFrameContentSize(segment);
        if (size < 0 || size > SegmentName.MAX_CONTENT) {
            throw new IOException("a segment that says it holds " + size + " bytes");
        }
        try (var context = new ZstdDecompressCtx()) {
            byte[] lines = context.decompress(segment, (int) size);
            if (lines.length != size) {
                throw new IOException("a segment of " + lines.length + " bytes that says it holds " + size);
            }
            return lines;
        } catch (ZstdException e) {
            throw new IOException("a segment that cannot be decompressed: " + e.getMessage(), e);
        }
    }
}
