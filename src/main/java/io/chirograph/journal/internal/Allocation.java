package io.chirograph.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file of zeros that owns its blocks, under a name that is no data file's.
record Allocation(Path path, OpenFile file, long length) {
    /// Written and forced at once: a whole file in one go would hold up the forces of the active file.
    private static final int PIECE = 1 << 20;

    /// On return the file and its length survive a power cut; on failure nothing is left of it, where the disk allows.
    static Allocation create(Disk disk, Path path, long length) throws IOException {
        OpenFile file = disk.create(path);
        try {
            var zeros = ByteBuffer.allocateDirect((int) Math.min(PIECE, length));
            for (long at = 0; at < length; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
                file.writeFully(zeros, at);
                file.force(false);
            }
            file.force(true);
            return new Allocation(path, file, length);
        } catch (IOException e) {
            try {
                file.close();
                disk.delete(path);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    void discard(Disk disk) throws IOException {
        file.close();
        disk.delete(path);
    }
}
