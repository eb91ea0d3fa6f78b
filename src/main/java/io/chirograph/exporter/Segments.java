package io.chirograph.exporter;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A segment's bytes: one zstd frame with checksum, one entry a line, every line ended by LF.
final class Segments {
    private static final int LEVEL = 3;
    private static final int MAX_LINE = 64 * 1024 + 1;

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
        List<Hash> leaves = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(segment))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int start = 0;
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        leaves.add(TreeHasher.leaf(line.toByteArray()));
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(buffer, start, n - start);
                if (line.size() > MAX_LINE) {
                    throw new IOException("a line of more than " + MAX_LINE + " bytes in a segment");
                }
            }
        }
        if (line.size() > 0) {
            throw new IOException("a segment whose last line has no end");
        }
        return leaves;
    }
}
