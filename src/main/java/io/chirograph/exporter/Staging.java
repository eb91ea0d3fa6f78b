package io.chirograph.exporter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What must survive a crash between two steps of an export: the sealed batch and the cursor, a file each.
///
/// A file is written beside its place, forced, renamed into it, and its directory is forced: after a crash
/// there is the old one or the new one. The rename is the commit point of both.
class Staging {
    private static final String BATCH = "batch";
    private static final String CURSOR = "cursor";

    private final Path directory;
    private final StagingDisk disk;

    Staging(Path directory) {
        this(directory, new StagingDisk());
    }

    Staging(Path directory, StagingDisk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /// The batch that was sealed and perhaps not published.
    ///
    /// @throws ExportStoppedException it is not what was staged
    Optional<SealedBatch> batch() throws IOException, ExportStoppedException {
        Path file = directory.resolve(BATCH);
        return Files.exists(file) ? Optional.of(SealedBatch.decode(Files.readAllBytes(file))) : Optional.empty();
    }

    /// Seals: on return `batch` is what will be sent, for ever.
    void seal(SealedBatch batch) throws IOException {
        replace(BATCH, batch.encode());
    }

    /// Forgets the batch, which the cursor now covers.
    void unseal() throws IOException {
        disk.delete(directory.resolve(BATCH));
    }

    Optional<Cursor> cursor() throws IOException, ExportStoppedException {
        Path file = directory.resolve(CURSOR);
        return Files.exists(file) ? Optional.of(Cursor.decode(Files.readString(file))) : Optional.empty();
    }

    void moveCursor(Cursor cursor) throws IOException {
        replace(CURSOR, cursor.encode().getBytes(StandardCharsets.UTF_8));
    }

    /// Whatever of it fails, all of it is done again: a force that failed says nothing about bytes written before it.
    private void replace(String name, byte[] content) throws IOException {
        Files.createDirectories(directory);
        Path incoming = directory.resolve(name + ".new");
        disk.delete(incoming);
        try (FileChannel channel = disk.create(incoming)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                disk.write(channel, rest);
            }
            disk.force(channel);
        }
        disk.rename(incoming, directory.resolve(name));
        disk.force(directory);
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            disk.force(parent);
        }
    }
}
