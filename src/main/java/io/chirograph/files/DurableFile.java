package io.chirograph.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// A file that is replaced whole: after a power cut it holds the old content or the new one.
public final class DurableFile {
    private DurableFile() {}

    /// Durable on return, the name included. Creates the directory where it is missing. Not safe for two writers of one
    /// file; `<name>.new` beside it is used on the way.
    public static void replace(Path file, byte[] content) throws IOException {
        Path whole = file.toAbsolutePath();
        Path directory = Files.createDirectories(Objects.requireNonNull(whole.getParent(), "a directory is no file"));
        Path incoming = directory.resolve(whole.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                incoming, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(incoming, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
