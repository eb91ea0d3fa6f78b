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

    /// A secret in one line of visible ASCII, without the white space around it.
    /// @param what names the file in messages
    /// @param most characters
    /// @throws IOException naming the file and what is wrong, and nothing of what it holds
    public static String line(String what, Path file, int most) throws IOException {
        byte[] bytes;
        try {
            bytes = read(file, 2 * most);
        } catch (IOException e) {
            throw new IOException(what + " " + file + " cannot be read: " + e, e);
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > most || text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException(what + " " + file + " holds " + bytes.length + " bytes; expected one line of 1 to "
                    + most + " visible ASCII characters");
        }
        return text;
    }

    /// The whole file as text.
    /// @throws java.nio.charset.CharacterCodingException it is not in UTF-8
    public static String text(Path file, int most) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(read(file, most)))
                .toString();
    }
}
