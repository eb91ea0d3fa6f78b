package io.chirograph.exporter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// What must survive a crash between two steps of an export: the sealed batch and the cursor, a file each.
///
/// A file is written beside its place, forced, renamed into it, and its directory is forced: after a crash
/// there is the old one or the new one. The rename is the commit point of both.
class Staging {
    private static final String BATCH = "batch";
    private static final String CURSOR = "cursor";

    private final Path directory;

    Staging(Path directory) {
        this.directory = directory;
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
        Files.deleteIfExists(directory.resolve(BATCH));
    }

    Optional<Cursor> cursor() throws IOException, ExportStoppedException {
        Path file = directory.resolve(CURSOR);
        return Files.exists(file) ? Optional.of(Cursor.decode(Files.readString(file))) : Optional.empty();
    }

    void moveCursor(Cursor cursor) throws IOException {
        replace(CURSOR, cursor.encode().getBytes(StandardCharsets.UTF_8));
    }

    private void replace(String name, byte[] content) throws IOException {
        Files.createDirectories(directory);
        Path incoming = directory.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                incoming, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(incoming, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        force(directory);
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
