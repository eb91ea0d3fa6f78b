package io.chirograph.verifier.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where content goes that was asked for: standard output, or a new file that its owner alone reads.
/// @param standard bytes, not characters
/// @param isTerminal whether a person sits in front of standard output
public record ContentOutput(OutputStream standard, BooleanSupplier isTerminal) {
    private static final long MOST_ON_A_TERMINAL = 16 << 20;

    /// That of this process.
    public static ContentOutput ofProcess() {
        return new ContentOutput(
                System.out,
                () -> Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    /// What is written into.
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /// Writes bytes exactly as they are.
    /// @param file null for standard output
    /// @throws IOException they were not written: the file is there already, or they would upset a terminal
    void write(byte[] content, @Nullable Path file) throws IOException {
        if (file != null) {
            create(file, out -> out.write(content));
            return;
        }
        if (isTerminal.getAsBoolean() && !isPlain(content)) {
            throw new IOException("this is no plain text, and standard output is a terminal: give --out FILE");
        }
        standard.write(content);
        standard.flush();
    }

    /// Writes to standard output what is there to be read, exactly.
    /// @throws IOException it was not written: it would upset a terminal, or is too much for one
    public void write(InputStream content, long length) throws IOException {
        if (isTerminal.getAsBoolean()) {
            if (length > MOST_ON_A_TERMINAL) {
                throw new IOException(length + " bytes are too much for a terminal: give --out FILE");
            }
            write(content.readAllBytes(), null);
        } else {
            content.transferTo(standard);
            standard.flush();
        }
    }

    /// Writes a new file; what was written is deleted where that fails.
    /// @throws java.nio.file.FileAlreadyExistsException the name is taken; that file is untouched
    public static void create(Path file, Writing writing) throws IOException {
        boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
        boolean isWhole = false;
        try (channel;
                OutputStream out = Channels.newOutputStream(channel)) {
            writing.to(out);
            channel.force(true);
            isWhole = true;
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// UTF-8 without anything that steers a terminal.
    private static boolean isPlain(byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .chars()
                    .allMatch(c -> c == '\n' || c == '\t' || c == '\r' || !isControl(c));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }
}
