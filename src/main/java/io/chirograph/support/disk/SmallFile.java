package io.chirograph.support.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Reads a file that somebody else writes, at most so many bytes of it. Whatever is no regular file is refused before
/// it is opened: a pipe or a device would block its reader or never end.
public final class SmallFile {
    private SmallFile() {}

    /// @throws java.nio.file.NoSuchFileException there is none
    /// @throws FileSystemException it is no regular file, or longer than `most` bytes
    public static byte[] read(Path file, int most) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new FileSystemException(file.toString(), null, "it is longer than " + most + " bytes");
            }
            return bytes;
        }
    }

    /// The same as text.
    /// @throws java.nio.charset.CharacterCodingException it is not in UTF-8
    public static String text(Path file, int most) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(read(file, most)))
                .toString();
    }
}
