package io.chirograph.support.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/// One secret in one file, mode 0600, in a directory of mode 0700.
///
/// A write is durable on return: a reader sees the old value or the new one, after a power cut as well.
public record SecretFile(Path path) {
    private static final FileAttribute<?> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// The value without surrounding white space; empty when there is no such file.
    public Optional<String> read() {
        try {
            return Files.exists(path) ? Optional.of(Files.readString(path).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /// Writes exactly `value`; the file's directory is created where it is missing.
    public void write(String value) {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a directory is no file");
        try {
            if (!Files.isDirectory(directory)) {
                createOwnDirectory(directory);
            }
            DurableFiles.replace(path, value.getBytes(StandardCharsets.UTF_8), DurableFiles.OWNER_ONLY);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path + ": " + e, e);
        }
    }

    private static void createOwnDirectory(Path directory) throws IOException {
        Path above = directory.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.createDirectory(directory, OWNER_DIRECTORY);
    }
}
